/** The SDK route once more; proof/bench/rivals/middleware.ts stands before this one. */
export { POST } from "../sdk/route.ts";
