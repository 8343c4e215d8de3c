/** Vitest's and Playwright's global setup. */
export { buildOnce as default } from "./build.ts";
