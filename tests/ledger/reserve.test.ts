import { expect, it, vi } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import { ledgerIn, PLENTY, reservation, type Terms } from "../support/ledger/store.ts";
import { describeEachStore } from "../support/store/stores.ts";

// Patient with a busy machine: what must be quick is measured where it matters.
vi.setConfig({ testTimeout: 20_000 });

type Ledger = ReturnType<typeof ledgerIn>;

const NOW = Date.now();
const HOLD = 1_000;
/** Room in every window but the one at this place, where a hold is one micro-USD too much. */
const tightAt = (place: number) => PLENTY.map((limit, at) => (at === place ? HOLD - 1 : limit));

/** For each refusal: what must stand in the store, and what is asked. */
const REFUSALS: [string, (ledger: Ledger) => Promise<unknown>, Terms, object][] = [
  ["while the service is paused", ({ command }) => command("SET", keys.pause, "1"), {}, { word: "paused" }],
  [
    "while the account is blocked",
    ({ command }) => command("SET", keys.blocked("github:1"), "1"),
    {},
    { word: "blocked" },
  ],
  [
    "while the breaker is open",
    ({ command }) => command("SET", keys.breaker("openai"), NOW + 1),
    {},
    { word: "breaker_open" },
  ],
  [
    "a token that was used",
    ({ reserve }) => reserve({ id: "r0", account: "github:2", chatTokenId: "t" }),
    { chatTokenId: "t" },
    { word: "token_used" },
  ],
  ["one reply too many", ({ reserve }) => reserve({ id: "r0" }), { parallelReplies: 1 }, { word: "parallel_limit" }],
  ["where no reply may run", async () => {}, { parallelReplies: 0 }, { word: "parallel_limit" }],
  [
    "above the user's month",
    async () => {},
    { limits: tightAt(0) },
    { word: "exhausted", window: { scope: "user", window: "month" } },
  ],
  [
    "above the user's day",
    async () => {},
    { limits: tightAt(1) },
    { word: "exhausted", window: { scope: "user", window: "day" } },
  ],
  [
    "above the service's month",
    async () => {},
    { limits: tightAt(2) },
    { word: "exhausted", window: { scope: "service", window: "month" } },
  ],
  [
    "above the service's day",
    async () => {},
    { limits: tightAt(3) },
    { word: "exhausted", window: { scope: "service", window: "day" } },
  ],
  [
    "where a budget is nothing",
    async () => {},
    { limits: [0, 0, 0, 0] },
    { word: "exhausted", window: { scope: "user", window: "month" } },
  ],
  ["what was cancelled before", ({ cancel }) => cancel({}), {}, { word: "cancelled" }],
  ["what was settled before", ({ settle }) => settle({}, 7), {}, { word: "cancelled" }],
];

describeEachStore("reserve", (store) => {
  const ledger = ledgerIn(store);
  const { reserve, settle, command, used, slots, dump } = ledger;

  it("takes the hold in every window, the token, the slot and the reservation", async () => {
    expect(await reserve({ nowMs: NOW, hold: HOLD, chatTokenId: "t1" })).toMatchObject({
      word: "reserved",
      crossings: [],
      service: {
        hasBegun: true,
        totals: { since: NOW, holds: 1, month: { usedMicroUsd: HOLD, alertedPercent: 0 } },
      },
    });
    expect(await used({ nowMs: NOW })).toEqual([HOLD, HOLD, HOLD, HOLD]);
    expect(Object.keys(await dump())).toHaveLength(5);
    expect(await command("GET", keys.reservation("r1"))).toBe("held 1000");
    expect(await command("EXISTS", keys.spentToken("t1"))).toBe(1);
    expect(await slots()).toEqual(new Map([["r1", NOW + 30_000]]));
  });

  it("leaves nothing that lives for ever", async () => {
    await reserve();
    const left = await Promise.all(Object.keys(await dump()).map((key) => command("PTTL", key)));
    expect(Math.min(...left.map(Number))).toBeGreaterThan(25_000);
    await settle({}, 5);
    const after = await Promise.all(Object.keys(await dump()).map((key) => command("PTTL", key)));
    expect(Math.min(...after.map(Number))).toBeGreaterThan(25_000);
  });

  it.each(REFUSALS)("refuses %s, and changes nothing", async (_, prepare, terms, answer) => {
    await prepare(ledger);
    const before = await dump();
    expect(await reserve({ nowMs: NOW, hold: HOLD, thresholdsPercent: [], ...terms })).toMatchObject({
      ...answer,
      crossings: [],
    });
    expect(await dump()).toEqual(before);
  });

  it("leaves nothing but the note of its alert when a full window refuses", async () => {
    expect(await reserve({ limits: tightAt(3) })).toMatchObject({
      word: "exhausted",
      crossings: [{ percent: 50 }, { percent: 80 }, { percent: 100 }],
    });
    expect(Object.values(await dump())).toEqual([[`${new Date().toISOString().slice(0, 10)}:alerted`, "100"]]);
    for (const key of Object.keys(await dump())) expect(Number(await command("PTTL", key))).toBeGreaterThan(0);
    expect(await used()).toEqual([0, 0, 0, 0]);
  });

  it("fills a window to its last micro-USD, and not one more", async () => {
    const limits = PLENTY.map(() => 3 * HOLD);
    for (const id of ["a", "b", "c"])
      expect(await reserve({ id, limits, hold: HOLD })).toMatchObject({ word: "reserved" });
    expect(await reserve({ id: "d", limits, hold: 1 })).toMatchObject({ word: "exhausted" });
    expect(await reserve({ id: "e", limits, hold: 0 })).toMatchObject({ word: "reserved" });
    expect(await used()).toEqual(limits);
  });

  it("refuses by the first reason of several, and by the longest window of those that are full", async () => {
    const limits = [0, 0, 0, 0];
    expect(await reserve({ limits })).toMatchObject({ word: "exhausted", window: { scope: "user", window: "month" } });
    expect(await reserve({ limits, parallelReplies: 0 })).toMatchObject({ word: "parallel_limit" });
    await reserve({ id: "r0", account: "github:2", chatTokenId: "t" });
    expect(await reserve({ limits, parallelReplies: 0, chatTokenId: "t" })).toMatchObject({ word: "token_used" });
    await command("SET", keys.breaker("openai"), NOW + 60_000);
    expect(await reserve({ limits, chatTokenId: "t" })).toMatchObject({ word: "breaker_open" });
    await command("SET", keys.blocked("github:1"), "1");
    expect(await reserve({ limits })).toMatchObject({ word: "blocked" });
    await command("SET", keys.pause, "1");
    expect(await reserve({ limits })).toMatchObject({ word: "paused" });
  });

  it("changes nothing when it is repeated, and says again what it said", async () => {
    await reserve({ nowMs: NOW, parallelReplies: 1 });
    const before = await dump();
    for (const nowMs of [NOW, NOW + 1, NOW + 40_000])
      expect(await reserve({ nowMs, parallelReplies: 1 })).toEqual({ word: "reserved", crossings: [] });
    expect(await dump()).toEqual(before);
    expect(await reserve({ nowMs: NOW, hold: 999 })).toMatchObject({ word: "cancelled" });
    expect(await dump()).toEqual(before);
  });

  it("keeps the budgets of users apart, and the service's together", async () => {
    await reserve({ id: "a", account: "github:1", hold: 10 });
    await reserve({ id: "b", account: "github:2", hold: 20 });
    expect(await used({ account: "github:1" })).toEqual([10, 10, 30, 30]);
    expect(await used({ account: "github:2" })).toEqual([20, 20, 30, 30]);
  });

  it.each([
    ["what the user has spent", keys.userSpend("github:1"), "day"],
    ["what the service has spent", keys.serviceSpend, "month"],
    ["the threshold last told of", keys.serviceSpend, "alerted"],
  ])("is closed when a figure in the store is none, and changes nothing: %s", async (_, key, which) => {
    await reserve();
    const { day, month } = reservation();
    await command("HSET", key, { day, month, alerted: `${day}:alerted` }[which] ?? "", "rubbish");
    const before = await dump();
    await expect(reserve({ id: "r2" })).rejects.toBeInstanceOf(Error);
    expect(await dump()).toEqual(before);
  });

  it.each(["rubbish", "r1", "r1 5 r2", " r1 5", "r1 5 "])(
    "is closed when the running replies are '%s'",
    async (text) => {
      await command("SET", keys.running("github:1"), text);
      const before = await dump();
      await expect(reserve({ id: "r2" })).rejects.toBeInstanceOf(Error);
      expect(await dump()).toEqual(before);
    },
  );

  it("forgets figures that nobody asks for any more when a day begins, and no others", async () => {
    const at = (iso: string) => Date.parse(`${iso}T12:00:00Z`);
    for (const [index, day] of ["2090-01-30", "2090-01-31", "2090-02-01", "2090-02-02"].entries())
      await reserve({ id: `r${index}`, nowMs: at(day), limits: [2_000, 1_000, 9_000, 9_000] });
    await reserve({ id: "r9", nowMs: at("2090-02-04") });
    const fields = async (key: string) => ((await command("HKEYS", key)) as string[]).toSorted();
    expect(await fields(keys.userSpend("github:1"))).toEqual([
      "2090-02",
      "2090-02-01",
      "2090-02-01:alerted",
      "2090-02-02",
      "2090-02-02:alerted",
      "2090-02-04",
      "2090-02:alerted",
    ]);
    expect(await fields(keys.serviceSpend)).toContain("2090-01-30");
    await reserve({ id: "r10", nowMs: at("2090-04-05") });
    expect((await fields(keys.serviceSpend)).filter((field) => /^\d{4}-\d\d(-\d\d)?$/.test(field))).toEqual([
      "2090-02",
      "2090-02-02",
      "2090-02-04",
      "2090-04",
      "2090-04-05",
    ]);
  });

  it("lets a hash live from the first reservation of a month to the last use of its figures", async () => {
    await reserve({ nowMs: Date.UTC(2090, 0, 1) });
    const daysLeft = async (key: string) => Math.ceil(Number(await command("PTTL", key)) / 86_400_000);
    const all = () => Promise.all([keys.userSpend("github:1"), keys.serviceSpend].map(daysLeft));
    expect(await all()).toEqual([35, 94]);
    for (const key of [keys.userSpend("github:1"), keys.serviceSpend]) await command("PEXPIRE", key, 86_400_000);
    await reserve({ id: "r2", nowMs: Date.UTC(2090, 0, 2) });
    expect(await all()).toEqual([1, 1]);
    await reserve({ id: "r3", nowMs: Date.UTC(2090, 1, 1) });
    expect(await all()).toEqual([35, 94]);
  });

  it.each([2 ** 20, 2 ** 31, 2 ** 32, 100_000_000, 3_000_000_000, 2 ** 40, 2 ** 52])(
    "reckons exactly around %d",
    async (limit) => {
      const limits = PLENTY.map(() => limit);
      const third = Math.floor(limit / 3);
      expect(await reserve({ id: "a", limits, hold: third })).toMatchObject({ word: "reserved", crossings: [] });
      expect((await reserve({ id: "b", limits, hold: third })).crossings.map(({ percent }) => percent)).toEqual([
        50, 50, 50, 50,
      ]);
      expect(await reserve({ id: "c", limits, hold: limit - 2 * third + 1, thresholdsPercent: [] })).toMatchObject({
        word: "exhausted",
      });
      expect(await reserve({ id: "d", limits, hold: limit - 2 * third, thresholdsPercent: [] })).toMatchObject({
        word: "reserved",
      });
      await settle({ id: "a", limits }, limit);
      await settle({ id: "b", limits }, 0);
      expect(await used()).toEqual(PLENTY.map(() => 2 * limit - 2 * third));
    },
  );

  it("keeps exact figures up to 2^53, and never prints an exponent", async () => {
    const limits = PLENTY.map(() => Number.MAX_SAFE_INTEGER);
    await reserve({ id: "a", limits, hold: 9_007_199_254_740_000 });
    const { crossings } = await reserve({ id: "b", limits, hold: 990, thresholdsPercent: [100] });
    expect(crossings).toEqual([]);
    const last = await reserve({ id: "c", limits, hold: 1, thresholdsPercent: [100] });
    expect(last.crossings.map(({ usedMicroUsd }) => usedMicroUsd)).toEqual(limits);
    expect(await reserve({ id: "d", limits, hold: 1 })).toMatchObject({ word: "exhausted" });
    await settle({ id: "a", limits }, 9_007_199_254_739_999);
    expect(await used()).toEqual(limits.map((limit) => limit - 1));
  });
});
