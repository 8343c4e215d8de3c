/** `npm test` in this folder: the built Worker in a local workerd. Not part of the starter's own tests. */
import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("../.."),
  resolve: { alias: { "server-only": here("../../node_modules/server-only/empty.js") } },
  test: {
    include: ["deploy/cloudflare/*.test.ts"],
    setupFiles: ["tests/support/env.ts"],
    silent: "passed-only",
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
