import { stat } from "node:fs";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

import { expect, it } from "vitest";

import { tripDeadline } from "../../lib/store/trip-deadline.ts";

it("gives up after its milliseconds, and not before", async () => {
  const signal = tripDeadline(50);
  await sleep(20);
  expect(signal.aborted).toBe(false);
  await expect.poll(() => signal.aborted).toBe(true);
  expect(signal.reason).toMatchObject({ name: "TimeoutError" });
});

it("reads what arrived while the process was busy, before it gives up", async () => {
  const happened: string[] = [];
  // From here the process looks at its timers first, and at what arrived after that.
  await nextTurn();
  const signal = tripDeadline(20);
  signal.addEventListener("abort", () => happened.push("gave up"));
  stat(".", () => happened.push("read"));
  const busyUntil = performance.now() + 60;
  while (performance.now() < busyUntil);
  await expect.poll(() => happened).toHaveLength(2);
  expect(happened).toEqual(["read", "gave up"]);
});
