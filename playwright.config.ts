/** Chromium against servers that each test starts for itself; the browser is the machine's own, not a download. */
import { defineConfig } from "@playwright/test";

import { findChromium } from "./tests/support/tools.ts";

const DEEP = "{tests,proof}/**/*.deep.spec.ts";
const report = process.env.REPORT_FILE;
const executablePath = findChromium();
if (!executablePath) throw new Error("No Chromium was found. Install one, or set CHROMIUM_PATH.");

const flags = [
  "no-sandbox",
  "disable-gpu",
  "disable-background-networking",
  "disable-component-update",
  "disable-sync",
];

export default defineConfig({
  // `npm test` runs the journeys, one a capability; `npm run test:deep` runs all states of all pages.
  projects: [
    { name: "journeys", testMatch: "tests/e2e/**/*.spec.ts", testIgnore: DEEP },
    { name: "deep", testMatch: DEEP },
  ],
  globalSetup: ["./tests/support/away-from-midnight.ts", "./tests/support/app/build-once.ts"],
  // Two cores: whole servers side by side would only make each other late.
  workers: 1,
  forbidOnly: true,
  // A browser on a busy machine is late now and then; what needed a second try is named at the end.
  retries: process.env.CI ? 1 : 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: report ? [["list"], ["json", { outputFile: report }]] : [["list"]],
  use: {
    launchOptions: { executablePath, args: flags.map((flag) => `--${flag}`) },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
