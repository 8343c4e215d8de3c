import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { StoppedTime } from "../../lib/chat/stopped-time.ts";

let now = 0;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** One tick of the timer, so many milliseconds after the last. */
function tickAfter(ms: number): void {
  now += ms;
  vi.advanceTimersByTime(1_000);
}

it("counts what a timer was late by, and nothing for a process that is merely busy", () => {
  const stopped = new StoppedTime();
  for (const ms of [1_000, 1_900, 2_900]) tickAfter(ms);
  expect(stopped.ms).toBe(0);
  tickAfter(31_000);
  tickAfter(1_000);
  expect(stopped.ms).toBe(30_000);
  stopped.reset();
  tickAfter(1_000);
  expect(stopped.ms).toBe(0);
  stopped.clear();
});
