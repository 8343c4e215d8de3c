import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type AlertEvent, onAlert, type StopListening } from "../../lib/events.ts";
import { SilenceWatch } from "../../lib/store/note-silence.ts";

let alerts: string[];
let stopListening: StopListening;
beforeEach(() => {
  vi.useFakeTimers();
  alerts = [];
  stopListening = onAlert(({ event }: AlertEvent) => alerts.push(event));
});
afterEach(() => {
  stopListening();
  vi.useRealTimers();
});

/** A store that answers or not, and a process that asks it. */
function processOf(store: { up: boolean; asked: number }, isFirst = async () => true) {
  const request = async () => {
    store.asked += 1;
    if (!store.up) throw new Error("ECONNREFUSED");
    return "PONG";
  };
  const watch: SilenceWatch = new SilenceWatch({ ask: () => watch.note(request), isFirst });
  return () => watch.note(request);
}

describe("a store that is silent", () => {
  it("is told of after half a minute, once, and when it is back", async () => {
    const store = { up: false, asked: 0 };
    const ask = processOf(store);
    await expect(ask()).rejects.toThrow("ECONNREFUSED");
    await vi.advanceTimersByTimeAsync(29_000);
    expect(alerts).toEqual([]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(alerts).toEqual(["store_unavailable"]);
    store.up = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(alerts).toEqual(["store_unavailable", "resumed"]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(alerts).toHaveLength(2);
  });

  it("is asked every five seconds while nobody else does, and no more when it is back", async () => {
    const store = { up: false, asked: 0 };
    await processOf(store)().catch(() => {});
    await vi.advanceTimersByTimeAsync(20_000);
    expect(store.asked).toBe(5);
    store.up = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(store.asked).toBe(6);
  });

  it("is not one that answers now and then", async () => {
    const store = { up: true, asked: 0 };
    const ask = processOf(store);
    for (let second = 0; second < 90; second += 10) {
      store.up = false;
      await ask().catch(() => {});
      store.up = true;
      expect(await ask()).toBe("PONG");
      await vi.advanceTimersByTimeAsync(10_000);
    }
    expect(alerts).toEqual([]);
  });

  it("is told of again when it falls silent again", async () => {
    const store = { up: false, asked: 0 };
    const ask = processOf(store);
    for (let time = 0; time < 2; time += 1) {
      store.up = false;
      await ask().catch(() => {});
      await vi.advanceTimersByTimeAsync(40_000);
      store.up = true;
      await vi.advanceTimersByTimeAsync(10_000);
    }
    expect(alerts).toEqual(["store_unavailable", "resumed", "store_unavailable", "resumed"]);
  });

  it.each([
    ["another process was first to say so", async () => false, []],
    ["nobody can tell who was first", () => Promise.reject(new Error("ECONNRESET")), ["resumed"]],
  ])("is back, and %s", async (_, isFirst, told) => {
    const store = { up: false, asked: 0 };
    await processOf(store, isFirst)().catch(() => {});
    await vi.advanceTimersByTimeAsync(40_000);
    store.up = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(alerts).toEqual(["store_unavailable", ...told]);
  });
});
