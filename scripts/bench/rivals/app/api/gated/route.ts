/** The SDK route once more; scripts/bench/rivals/middleware.ts stands before this one. */
export { POST } from "../sdk/route.ts";
