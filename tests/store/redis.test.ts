/** Where requests share round trips to the store, and where each has its own. */
import { setImmediate as oneTick } from "node:timers/promises";

import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.resetModules();
});

it.each([
  ["share round trips in a process that serves many side by side", () => {}, 1],
  ["have round trips of their own on Vercel", () => vi.stubEnv("VERCEL", "1"), 3],
  [
    "have round trips of their own on Workers",
    () => vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" }),
    3,
  ],
])("requests %s", async (where, prepare, roundTrips) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
  prepare();
  // The process has one client for each address.
  vi.stubEnv("UPSTASH_REDIS_REST_TOKEN", where);
  const fetch = vi.fn<() => Promise<never>>(() => new Promise(() => {}));
  vi.stubGlobal("fetch", fetch);
  vi.resetModules();
  const { redis } = await import("../../lib/store/redis.ts");
  for (let asked = 0; asked < 3; asked += 1) {
    void redis().ping();
    await oneTick();
  }
  expect(fetch).toHaveBeenCalledTimes(roundTrips);
});
