import { stat } from "node:fs";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

import { expect, it } from "vitest";

import { requestTimeout } from "../../lib/store/request-timeout.ts";

it("gives up after its milliseconds, and not before", async () => {
  const signal = requestTimeout(50);
  await sleep(20);
  expect(signal.aborted).toBe(false);
  await expect.poll(() => signal.aborted).toBe(true);
  expect(signal.reason).toMatchObject({ name: "TimeoutError" });
});

it("reads what arrived while the process was busy, before it gives up", async () => {
  const happened: string[] = [];
  // From here the process looks at its timers first, and at what arrived after that.
  await nextTurn();
  const signal = requestTimeout(20);
  signal.addEventListener("abort", () => happened.push("gave up"));
  stat(".", () => happened.push("read"));
  const busyUntil = performance.now() + 60;
  while (performance.now() < busyUntil);
  await expect.poll(() => happened).toHaveLength(2);
  expect(happened).toEqual(["read", "gave up"]);
});

it("does not count the time in which the process was busy as the store's", async () => {
  const signal = requestTimeout(80);
  for (let turn = 0; turn < 3; turn += 1) {
    const busyUntil = performance.now() + 60;
    while (performance.now() < busyUntil);
    await nextTurn();
  }
  expect(signal.aborted).toBe(false);
  await expect.poll(() => signal.aborted).toBe(true);
});

it("waits for five times as long at most, however busy the process is", async () => {
  const signal = requestTimeout(40);
  const began = performance.now();
  while (!signal.aborted) {
    const busyUntil = performance.now() + 100;
    while (performance.now() < busyUntil);
    await sleep(0);
  }
  expect(performance.now() - began).toBeLessThan(40 * 5 + 4 * 100);
});
