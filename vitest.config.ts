/** Three suites: `unit` mirrors lib and needs nothing but Node; `app` and `alone` talk HTTP to a production build. */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Set by `npm test`, which adds the suites up. */
const report = process.env.REPORT_FILE;

/** What measures memory or speed has the machine to itself, after all else. */
const MEASURING = ["tests/app/{fuzz,soak,speed}*.test.ts"];

/** What a busy machine's clock decided is tried again in CI; what a count or an amount decided never is. */
const retry = { count: process.env.CI ? 1 : 0, condition: /timed out in|to be less than \d/ };

const overHttp = { globalSetup: ["tests/support/build-once.ts"], testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  resolve: {
    alias: {
      // The package throws outside a server bundle; Next swaps it for this file in the same way.
      "server-only": here("./node_modules/server-only/empty.js"),
      "@": here("."),
    },
  },
  test: {
    environment: "node",
    // The servers under test log every request; that helps where something fails, and nowhere else.
    silent: "passed-only",
    // Much of a test's time is waiting for a store or a provider.
    maxWorkers: Math.max(2, availableParallelism()),
    setupFiles: ["tests/support/env.ts"],
    testTimeout: 20_000,
    retry,
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["tests/**/*.test.ts"], exclude: ["tests/app/**", "tests/e2e/**"] },
      },
      {
        extends: true,
        // Two files at a time: much of each is waiting.
        test: { ...overHttp, name: "app", include: ["tests/app/**/*.test.ts"], exclude: MEASURING },
      },
      {
        extends: true,
        test: {
          ...overHttp,
          name: "alone",
          include: MEASURING,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
