/** `unit` needs nothing but Node, `app` talks HTTP to a production build; `deep` and `alone` are the long rest. */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Set by `npm test`, which adds the suites up. */
const report = process.env.REPORT_FILE;

/** `npm test` runs all but these; `npm run test:deep` runs these. */
const DEEP = "{tests,proof}/**/*.deep.test.{ts,tsx}";

/** What measures memory or speed, or fills the process, has the machine to itself, after all else. */
const MEASURING = [
  "proof/{attack/fuzz,bench/speed,soak/soak}.deep.test.ts",
  "tests/{app/bursts,cloners-own}.deep.test.ts",
];

/** What a busy machine's clock decided is tried again; what a count or an amount decided never is. */
const retry = { count: 2, condition: /timed out in|to be less than \d/ };

const overHttp = { globalSetup: ["tests/support/app/build-once.ts"], testTimeout: 60_000, hookTimeout: 60_000 };

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
    globalSetup: ["tests/support/away-from-midnight.ts"],
    setupFiles: ["tests/support/env.ts"],
    testTimeout: 20_000,
    // A poll ends at the first look that fits; how long a busy machine takes says nothing.
    expect: { poll: { timeout: 10_000 } },
    retry,
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{tests,proof}/**/*.test.{ts,tsx}"],
          exclude: ["tests/app/**", DEEP],
          // Much of their time is waiting for leases, heartbeats and deadlines.
          maxWorkers: 2 * availableParallelism(),
        },
      },
      {
        extends: true,
        test: { ...overHttp, name: "app", include: ["tests/app/**/*.test.{ts,tsx}"], exclude: [DEEP] },
      },
      {
        extends: true,
        test: { ...overHttp, name: "deep", include: [DEEP], exclude: [...MEASURING, "node_modules/**"] },
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
