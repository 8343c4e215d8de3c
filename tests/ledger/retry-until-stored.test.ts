import { beforeEach, expect, it, vi } from "vitest";

import { retryUntilStored } from "../../lib/ledger/retry-until-stored.ts";

/** How long it waited, each time; nobody waits really. */
const { pauses } = vi.hoisted(() => ({ pauses: [] as number[] }));
vi.mock("node:timers/promises", () => ({ setTimeout: async (ms: number) => void pauses.push(ms) }));
beforeEach(() => void (pauses.length = 0));

/** Work that fails so many times before it succeeds. */
function failing(times: number) {
  let left = times;
  return vi.fn<() => Promise<void>>(async () => {
    left -= 1;
    if (left >= 0) throw new Error("the store does not answer");
  });
}

it("tries once when that is enough", async () => {
  const work = failing(0);
  const { first, landed } = retryUntilStored(work);
  expect(await first).toBe(true);
  await landed;
  expect(work).toHaveBeenCalledTimes(1);
  expect(pauses).toEqual([]);
});

it("says at once that the first try failed, and goes on until one lands", async () => {
  const work = failing(3);
  const { first, landed } = retryUntilStored(work);
  expect(await first).toBe(false);
  await landed;
  expect(work).toHaveBeenCalledTimes(4);
  expect(pauses).toEqual([200, 400, 800]);
});

it("waits longer each time, up to ten seconds, and never gives up", async () => {
  const work = failing(500);
  await retryUntilStored(work).landed;
  expect(work).toHaveBeenCalledTimes(501);
  expect(pauses.slice(0, 8)).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  expect(new Set(pauses.slice(6))).toEqual(new Set([10_000]));
});
