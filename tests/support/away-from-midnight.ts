/** Vitest's and Playwright's global setup. */
export { awayFromMidnight as default } from "./moments.ts";
