import { stat } from "node:fs";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

import { expect, it, vi } from "vitest";

import { beforeTimeout } from "../../lib/store/request-timeout.ts";

/** Waits for nothing but the signal, and tells when it fired. */
function begin(milliseconds: number, whenFired = (): void => {}) {
  const state = { aborted: false, failure: Promise.resolve<unknown>(undefined) };
  const work = (signal: AbortSignal) =>
    new Promise<never>(() => {
      signal.addEventListener("abort", () => {
        state.aborted = true;
        whenFired();
      });
    });
  state.failure = beforeTimeout(milliseconds, work).catch((cause: unknown) => cause);
  return state;
}

it("gives up after its milliseconds, and not before", async () => {
  const state = begin(50);
  await sleep(20);
  expect(state.aborted).toBe(false);
  await expect(state.failure).resolves.toMatchObject({ name: "TimeoutError" });
  expect(state.aborted).toBe(true);
});

it("hands on what comes in time, and what fails", async () => {
  await expect(beforeTimeout(50, () => Promise.resolve("answer"))).resolves.toBe("answer");
  await expect(beforeTimeout(50, () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
});

it("leaves no timer behind an answer", async () => {
  vi.useFakeTimers();
  try {
    const fired = vi.fn<() => void>();
    const { promise, resolve } = Promise.withResolvers<string>();
    const answer = beforeTimeout(80, (signal) => {
      signal.addEventListener("abort", fired);
      return promise;
    });
    await vi.advanceTimersByTimeAsync(30);
    expect(vi.getTimerCount()).toBe(1);
    resolve("answer");
    await expect(answer).resolves.toBe("answer");
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(fired).not.toHaveBeenCalled();
  } finally {
    vi.useRealTimers();
  }
});

it("reads what arrived while the process was busy, before it gives up", async () => {
  const happened: string[] = [];
  // From here the process looks at its timers first, and at what arrived after that.
  await nextTurn();
  begin(20, () => happened.push("gave up"));
  stat(".", () => happened.push("read"));
  const busyUntil = performance.now() + 60;
  while (performance.now() < busyUntil);
  await expect.poll(() => happened).toHaveLength(2);
  expect(happened).toEqual(["read", "gave up"]);
});

it("does not count the time in which the process was busy as the store's", async () => {
  const state = begin(80);
  for (let turn = 0; turn < 3; turn += 1) {
    const busyUntil = performance.now() + 60;
    while (performance.now() < busyUntil);
    await nextTurn();
  }
  expect(state.aborted).toBe(false);
  await expect.poll(() => state.aborted).toBe(true);
});

it("waits for five times as long at most, however busy the process is", async () => {
  const state = begin(40);
  const began = performance.now();
  while (!state.aborted) {
    const busyUntil = performance.now() + 100;
    while (performance.now() < busyUntil);
    await sleep(0);
  }
  expect(performance.now() - began).toBeLessThan(40 * 5 + 4 * 100);
});
