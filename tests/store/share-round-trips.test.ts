import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { RoundTrip } from "../../lib/store/batch.ts";
import { AT_ONCE, SHARED, shareRoundTrips } from "../../lib/store/share-round-trips.ts";

const pipeline = (...commands: unknown[]): RoundTrip => ({ path: ["pipeline"], body: commands });
const entry = (name: string) => ({ result: name });

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

const wait = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** Answers each command with itself, when it is told to. */
function slowStore() {
  const trips: { trip: RoundTrip; answer: () => void; fail: (cause: Error) => void }[] = [];
  const ask = shareRoundTrips(
    (trip) =>
      new Promise((resolve, reject) => {
        trips.push({ trip, answer: () => resolve(trip.body as object), fail: reject });
      }),
  );
  /** As many as are under way at most. */
  const fill = async () => {
    while (trips.length < SHARED.mostAtOnce) {
      void ask(pipeline(entry("first")));
      await wait(SHARED.milliseconds);
    }
  };
  return { ask, trips, fill };
}

describe("trips to the store", () => {
  it("leave in the tick in which they are asked for while none is under way, and share it", async () => {
    const { ask, trips } = slowStore();
    const all = [ask(pipeline(entry("a"), entry("b"))), Promise.resolve().then(() => ask({ body: entry("c") }))];
    expect(trips).toEqual([]);
    await wait(0);
    expect(trips.map(({ trip }) => trip)).toEqual([pipeline(entry("a"), entry("b"), entry("c"))]);
    trips[0]?.answer();
    expect(await Promise.all(all)).toEqual([[entry("a"), entry("b")], entry("c")]);
  });

  it("leave as soon as the one under way is back, and take along what was asked for meanwhile", async () => {
    const { ask, trips } = slowStore();
    void ask(pipeline(entry("a")));
    await wait(0);
    for (const name of ["b", "c"]) {
      void ask(pipeline(entry(name)));
      await wait(0);
    }
    expect(trips).toHaveLength(1);
    trips[0]?.answer();
    await wait(0);
    expect(trips[1]?.trip).toEqual(pipeline(entry("b"), entry("c")));
  });

  it("leave at once when nothing is under way, though somebody waited a moment ago", async () => {
    const { ask, trips } = slowStore();
    void ask(pipeline(entry("a")));
    await wait(0);
    void ask(pipeline(entry("b")));
    await wait(0);
    trips[0]?.answer();
    await wait(0);
    trips[1]?.answer();
    await wait(0);
    void ask(pipeline(entry("c")));
    await wait(0);
    expect(trips).toHaveLength(3);
  });

  describe("leave beside one that is not back soon", () => {
    function timedStore() {
      const store = slowStore();
      return { ...store, askFor: (name: string) => void store.ask(pipeline(entry(name))) };
    }

    it.each([0, 4])("five milliseconds after it left, be they asked for after %i", async (later) => {
      const { askFor, trips } = timedStore();
      askFor("a");
      await wait(later);
      askFor("b");
      await wait(4 - later);
      expect(trips).toHaveLength(1);
      await wait(1);
      expect(trips[1]?.trip).toEqual(pipeline(entry("b")));
    });

    it("five milliseconds after the latest left, though somebody waited for the one before", async () => {
      const { askFor, trips } = timedStore();
      askFor("a");
      await wait(1);
      askFor("b");
      await wait(1);
      trips[0]?.answer();
      await wait(1);
      askFor("c");
      await wait(3);
      expect(trips).toHaveLength(2);
      await wait(1);
      expect(trips[2]?.trip).toEqual(pipeline(entry("c")));
    });

    it("by one timer, and by none when as many are under way as may be", async () => {
      const { askFor, trips } = timedStore();
      for (let asked = 0; asked < 20; asked += 1) {
        askFor("a");
        expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
        await wait(1);
      }
      askFor("one more");
      expect(vi.getTimerCount()).toBe(0);
      await wait(100);
      expect(trips).toHaveLength(4);
    });
  });

  it("take along what a command alone is answered, be it an error", async () => {
    const refused = { error: "NOSCRIPT" };
    const ask = shareRoundTrips(() => Promise.resolve([refused]));
    await expect(ask({ body: ["EVALSHA", "…"] })).resolves.toBe(refused);
  });

  it("are all under way at once where nobody may wait for another", async () => {
    const trips: RoundTrip[] = [];
    const ask = shareRoundTrips((trip) => new Promise(() => trips.push(trip)), AT_ONCE);
    for (let at = 0; at < 50; at += 1) {
      void ask({ body: ["PING"] });
      await wait(0);
    }
    expect(trips).toHaveLength(50);
  });

  it("share the next one when they had to wait, and each gets the answers to its own commands, in order", async () => {
    const { ask, trips, fill } = slowStore();
    await fill();
    const late = [
      ask(pipeline(entry("e"), entry("f"))),
      ask({ body: entry("g") }),
      ask(pipeline(entry("h"), entry("i"))),
    ];
    expect(trips).toHaveLength(4);
    trips[1]?.answer();
    await wait(SHARED.milliseconds);
    expect(trips[4]?.trip).toEqual(pipeline(...["e", "f", "g", "h", "i"].map(entry)));
    trips[4]?.answer();
    expect(await Promise.all(late)).toEqual([[entry("e"), entry("f")], entry("g"), [entry("h"), entry("i")]]);
  });

  it("go alone when they are transactions", async () => {
    const { ask, trips, fill } = slowStore();
    await fill();
    const transaction = { path: ["multi-exec"], body: ["x", "y"] };
    for (const trip of [pipeline(entry("e")), transaction, pipeline(entry("f"))]) void ask(trip);
    for (const { answer } of trips) answer();
    for (let back = 4; back < 7; back += 1) {
      await wait(0);
      trips[back]?.answer();
    }
    expect(trips.slice(4).map(({ trip }) => trip)).toEqual([pipeline(entry("e")), transaction, pipeline(entry("f"))]);
  });

  it("carry a hundred commands at most", async () => {
    const { ask, trips, fill } = slowStore();
    await fill();
    for (let at = 0; at < 150; at += 1) void ask(pipeline(entry(`${at}`)));
    for (const { answer } of trips) answer();
    await wait(0);
    trips[4]?.answer();
    await wait(0);
    expect(trips.slice(4).map(({ trip }) => (trip.body as unknown[]).length)).toEqual([100, 50]);
  });

  it("fail for those alone who were on board", async () => {
    const { ask, trips, fill } = slowStore();
    const first = ask(pipeline(entry("a")));
    await wait(0);
    await fill();
    const late = ask(pipeline(entry("c")));
    trips[0]?.fail(new Error("ECONNRESET"));
    await expect(first).rejects.toThrow("ECONNRESET");
    await wait(SHARED.milliseconds);
    trips[4]?.answer();
    expect(await late).toEqual([entry("c")]);
  });

  it("fail for all who wait behind one that had no answer in time", async () => {
    const { ask, trips } = slowStore();
    const all = Array.from({ length: 500 }, () => ask(pipeline("a")));
    const ends = Promise.allSettled(all);
    await wait(0);
    for (const { fail } of trips) fail(new DOMException("The store took too long", "TimeoutError"));
    expect((await ends).map(({ status }) => status)).toEqual(all.map(() => "rejected"));
    expect(trips).toHaveLength(1);
  });

  it.each([[[1, 2, 3]], [{}], [[]]])("count as failed when a shared one is answered with %j", async (answer) => {
    const answers: (() => void)[] = [];
    const ask = shareRoundTrips(() => new Promise((resolve) => answers.push(() => resolve(answer))));
    void ask(pipeline("first")).catch(() => {});
    await wait(0);
    const late = Promise.allSettled([ask(pipeline("e")), ask(pipeline("f"))]);
    answers[0]?.();
    await wait(0);
    answers[1]?.();
    expect((await late).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("are refused, with the time to wait, when two thousand wait already", async () => {
    const { ask, fill } = slowStore();
    await fill();
    for (let at = 0; at < 2_000; at += 1) void ask(pipeline("a"));
    const refused = ask(pipeline("one too many"));
    await expect(refused).rejects.toMatchObject({ resetAtMs: expect.any(Number) as number });
  });
});
