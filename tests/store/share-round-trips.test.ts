import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import { shareRoundTrips, type RoundTrip } from "../../lib/store/share-round-trips.ts";

const pipeline = (...commands: unknown[]): RoundTrip => ({ path: ["pipeline"], body: commands });

/** Answers each command with itself, when it is told to. */
function slowStore() {
  const trips: { trip: RoundTrip; answer: () => void; fail: (cause: Error) => void }[] = [];
  const ask = shareRoundTrips(
    (trip) =>
      new Promise((resolve, reject) => {
        trips.push({ trip, answer: () => resolve(trip.body as object), fail: reject });
      }),
  );
  return { ask, trips };
}

describe("trips to the store", () => {
  it("leave at once while few are under way", () => {
    const { ask, trips } = slowStore();
    for (const name of ["a", "b", "c", "d"]) void ask(pipeline(name));
    expect(trips.map(({ trip }) => trip.body)).toEqual([["a"], ["b"], ["c"], ["d"]]);
  });

  it("share the next one when they had to wait, and each gets the answers to its own commands, in order", async () => {
    const { ask, trips } = slowStore();
    for (let at = 0; at < 4; at += 1) void ask(pipeline("first"));
    const late = [ask(pipeline("e", "f")), ask(pipeline("g")), ask(pipeline("h", "i"))];
    expect(trips).toHaveLength(4);
    trips[1]?.answer();
    await sleep(0);
    expect(trips[4]?.trip).toEqual(pipeline("e", "f", "g", "h", "i"));
    trips[4]?.answer();
    expect(await Promise.all(late)).toEqual([["e", "f"], ["g"], ["h", "i"]]);
  });

  it("go alone when they are transactions", async () => {
    const { ask, trips } = slowStore();
    for (let at = 0; at < 4; at += 1) void ask(pipeline("first"));
    const transaction = { path: ["multi-exec"], body: ["x", "y"] };
    for (const trip of [pipeline("e"), transaction, pipeline("f")]) void ask(trip);
    for (const { answer } of trips.slice(0, 3)) answer();
    await sleep(0);
    expect(trips.slice(4).map(({ trip }) => trip)).toEqual([pipeline("e"), transaction, pipeline("f")]);
  });

  it("carry a hundred commands at most", async () => {
    const { ask, trips } = slowStore();
    for (let at = 0; at < 4; at += 1) void ask(pipeline("first"));
    for (let at = 0; at < 150; at += 1) void ask(pipeline(at));
    for (const { answer } of trips.slice(0, 2)) answer();
    await sleep(0);
    expect(trips.slice(4).map(({ trip }) => (trip.body as unknown[]).length)).toEqual([100, 50]);
  });

  it("fail for those alone who were on board", async () => {
    const { ask, trips } = slowStore();
    const first = ask(pipeline("a"));
    for (let at = 0; at < 3; at += 1) void ask(pipeline("b"));
    const late = ask(pipeline("c"));
    trips[0]?.fail(new Error("ECONNRESET"));
    await expect(first).rejects.toThrow("ECONNRESET");
    trips[4]?.answer();
    expect(await late).toEqual(["c"]);
  });

  it("fail for all who wait behind one that had no answer in time", async () => {
    const { ask, trips } = slowStore();
    const all = Array.from({ length: 300 }, () => ask(pipeline("a")));
    const ends = Promise.allSettled(all);
    for (const { fail } of trips) fail(new DOMException("The store took too long", "TimeoutError"));
    expect((await ends).map(({ status }) => status)).toEqual(all.map(() => "rejected"));
    expect(trips).toHaveLength(4);
  });

  it.each([[[1, 2, 3]], [{}], [[]]])("count as failed when a shared one is answered with %j", async (answer) => {
    const answers: (() => void)[] = [];
    const ask = shareRoundTrips(() => new Promise((resolve) => answers.push(() => resolve(answer))));
    for (let at = 0; at < 4; at += 1) void ask(pipeline("first"));
    const late = Promise.allSettled([ask(pipeline("e")), ask(pipeline("f"))]);
    answers[0]?.();
    await sleep(0);
    answers[4]?.();
    expect((await late).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("are refused, with the time to wait, when two thousand wait already", async () => {
    const { ask } = slowStore();
    for (let at = 0; at < 2_004; at += 1) void ask(pipeline("a"));
    const refused = ask(pipeline("one too many"));
    await expect(refused).rejects.toMatchObject({ resetAtMs: expect.any(Number) as number });
  });
});
