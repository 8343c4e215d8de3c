/** The library that counts requests, on both engines. */
import { Ratelimit } from "@upstash/ratelimit";
import { Redis } from "@upstash/redis";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { describeEachStore } from "../support/store/stores.ts";

describeEachStore("the rate limiter", (store) => {
  let redis: Redis;
  const limiter = (limit: number, prefix = "test") =>
    new Ratelimit({ redis, limiter: Ratelimit.slidingWindow(limit, "1 h"), prefix, timeout: 0, ephemeralCache: false });

  beforeEach(() => {
    redis = new Redis({ ...store(), retry: { retries: 0 } });
  });
  afterEach(() => vi.restoreAllMocks());

  it("lets exactly 7 of 30 parallel requests pass at a limit of 7", async () => {
    const limit = limiter(7);
    const results = await Promise.all(Array.from({ length: 30 }, () => limit.limit("someone")));
    expect(results.filter(({ success }) => success)).toHaveLength(7);
    expect(results.every(({ remaining }) => Number.isFinite(remaining))).toBe(true);
  });

  it("lets exactly 7 of 30 pass when each takes a round trip of its own", async () => {
    redis = new Redis({ ...store(), retry: { retries: 0 }, enableAutoPipelining: false });
    const limit = limiter(7);
    const results = await Promise.all(Array.from({ length: 30 }, () => limit.limit("someone")));
    expect(results.filter(({ success }) => success)).toHaveLength(7);
  });

  it("gives back what a negative rate refunds", async () => {
    const limit = limiter(2);
    await limit.limit("someone");
    await limit.limit("someone");
    expect((await limit.limit("someone")).success).toBe(false);
    await limit.limit("someone", { rate: -1 });
    expect((await limit.limit("someone")).success).toBe(true);
    expect((await limit.limit("someone")).success).toBe(false);
  });

  it("asks six limiters in one round trip", async () => {
    const limits = Array.from({ length: 6 }, (_, index) => limiter(7, `limiter-${index}`));
    await limits[0]?.limit("first, so that the script is known");
    const trips = vi.spyOn(globalThis, "fetch");
    const results = await Promise.all(limits.map((limit) => limit.limit("someone")));
    expect(results.map(({ remaining }) => remaining)).toEqual([6, 6, 6, 6, 6, 6]);
    expect(trips).toHaveBeenCalledTimes(1);
  });
});
