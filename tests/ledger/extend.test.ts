import { expect, it, vi } from "vitest";

import { addCreditIn } from "../../lib/ledger/credit.ts";
import { keys } from "../../lib/store/keys.ts";
import { ledgerIn, PLENTY, reservation, type Terms } from "../support/ledger/store.ts";
import { describeEachStore } from "../support/store/stores.ts";

vi.setConfig({ testTimeout: 20_000 });

const NOW = Date.now();
/** The hold of the first step, and with the second. */
const FIRST = 1_000;
const BOTH = 1_700;
/** Room in every window but the one at this place, where the second step is one micro-USD too much. */
const tightAt = (place: number) => PLENTY.map((limit, at) => (at === place ? BOTH - 1 : limit));

type Ledger = ReturnType<typeof ledgerIn>;

/** For each refusal: what must stand in the store, what is asked, and the answer. */
const REFUSALS: [string, (ledger: Ledger) => Promise<unknown>, Terms, object][] = [
  ["while the service is paused", ({ command }) => command("SET", keys.pause, "1"), {}, { word: "paused" }],
  [
    "while the account is blocked",
    ({ command }) => command("SET", keys.blocked("github:1"), "1"),
    {},
    { word: "blocked" },
  ],
  [
    "an account that was signed out in the same second",
    ({ command }) => command("SET", keys.signedOut("github:1"), "1"),
    {},
    { word: "signed_out" },
  ],
  [
    "a session that was ended",
    ({ command }) => command("SET", keys.signedOut("guest:7"), "2"),
    { userId: "guest:7" },
    { word: "signed_out" },
  ],
  [
    "a guest whose address was signed out",
    ({ command }) => command("SET", keys.signedOut("github:1"), "2"),
    { userId: "guest:7" },
    { word: "signed_out" },
  ],
  [
    "a reply whose slot another has taken",
    ({ command }) => command("SET", keys.running("github:1"), `r2 ${NOW + 1}`),
    {},
    { word: "lost" },
  ],
  ["a reply without any slot", ({ command }) => command("DEL", keys.running("github:1")), {}, { word: "lost" }],
  ["what was settled before", ({ settle }) => settle({}, 7), {}, { word: "lost" }],
  ["what was settled at the very amount", ({ settle }) => settle({}, BOTH), {}, { word: "lost" }],
  ["what was cancelled before", ({ cancel }) => cancel({}), {}, { word: "lost" }],
  ["what the store has forgotten", ({ command }) => command("FLUSHALL"), {}, { word: "lost" }],
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
    "above the first of several windows",
    async () => {},
    { limits: [0, 0, 0, 0] },
    { word: "exhausted", window: { scope: "user", window: "month" } },
  ],
];

describeEachStore("extend", (store) => {
  const ledger = ledgerIn(store);
  const { reserve, extend, settle, cancel, command, used, slots, dump } = ledger;
  const first = (terms: Terms = {}) => reserve({ nowMs: NOW, hold: FIRST, ...terms });
  const more = (terms: Terms = {}) => extend({ nowMs: NOW, ...terms }, { from: FIRST, to: BOTH });

  it("takes the growth in every window, and leaves slot, token and reservation as they are", async () => {
    await first();
    const [slotsBefore, keysBefore] = [await slots(), Object.keys(await dump())];
    expect(await more()).toMatchObject({
      word: "extended",
      crossings: [],
      service: { hasBegun: false, totals: { since: NOW, holds: 2, day: { usedMicroUsd: BOTH, alertedPercent: 0 } } },
    });
    expect(await used({ nowMs: NOW })).toEqual([BOTH, BOTH, BOTH, BOTH]);
    expect(await command("GET", keys.reservation("r1"))).toBe("held 1700");
    expect(Number(await command("PTTL", keys.reservation("r1")))).toBeGreaterThan(80_000_000);
    expect([await slots(), Object.keys(await dump())]).toEqual([slotsBefore, keysBefore]);
  });

  it.each(REFUSALS)("refuses %s, and changes nothing", async (_, prepare, terms, answer) => {
    await first(terms.userId ? { userId: terms.userId } : {});
    await prepare(ledger);
    const before = await dump();
    expect(await more({ thresholdsPercent: [], ...terms })).toMatchObject({ ...answer, crossings: [] });
    expect(await dump()).toEqual(before);
  });

  it("refuses by the first reason of several", async () => {
    const limits = [0, 0, 0, 0];
    await first();
    await command("DEL", keys.running("github:1"));
    expect(await more({ limits })).toMatchObject({ word: "lost" });
    await command("SET", keys.signedOut("github:1"), "1");
    expect(await more({ limits })).toMatchObject({ word: "signed_out" });
    await command("SET", keys.blocked("github:1"), "1");
    expect(await more({ limits })).toMatchObject({ word: "blocked" });
    await command("SET", keys.pause, "1");
    expect(await more({ limits })).toMatchObject({ word: "paused" });
    await settle({}, 5);
    expect(await more({ limits })).toMatchObject({ word: "lost" });
  });

  it("fills a window to its last micro-USD, and not one more", async () => {
    const limits = PLENTY.map(() => BOTH);
    await first({ limits });
    expect(await extend({ limits }, { from: FIRST, to: BOTH + 1 })).toMatchObject({ word: "exhausted" });
    expect(await more({ limits })).toMatchObject({ word: "extended" });
    expect(await used()).toEqual(limits);
  });

  it("changes nothing when it is repeated, also after a pause, and says again that it did", async () => {
    await first();
    await more();
    await command("SET", keys.pause, "1");
    const before = await dump();
    for (const nowMs of [NOW, NOW + 40_000]) expect(await more({ nowMs })).toEqual({ word: "extended", crossings: [] });
    expect(await dump()).toEqual(before);
  });

  it("counts a late arrival of an earlier step for nothing", async () => {
    await first();
    await more();
    await extend({}, { from: BOTH, to: 2_000 });
    const before = await dump();
    expect(await more()).toMatchObject({ word: "lost" });
    expect(await dump()).toEqual(before);
  });

  it("judges a step that costs nothing like every other", async () => {
    await first();
    const free = () => extend({}, { from: FIRST, to: FIRST });
    expect(await free()).toMatchObject({ word: "extended" });
    expect(await used()).toEqual([FIRST, FIRST, FIRST, FIRST]);
    await command("SET", keys.pause, "1");
    expect(await free()).toMatchObject({ word: "paused" });
  });

  it.each(["rubbish", "held", "held x", "held 1e3", " held 1000"])(
    "takes a reservation of '%s' for a lost one",
    async (text) => {
      await first();
      await command("SET", keys.reservation("r1"), text);
      expect(await more()).toMatchObject({ word: "lost" });
      expect(await used()).toEqual([FIRST, FIRST, FIRST, FIRST]);
    },
  );

  it.each([
    ["what the user has spent", keys.userSpend("github:1"), "day"],
    ["what the service has spent", keys.serviceSpend, "month"],
    ["the threshold last told of", keys.serviceSpend, "alerted"],
  ])("is closed when a figure in the store is none, and changes nothing: %s", async (_, key, which) => {
    await first();
    const { day, month } = reservation({ nowMs: NOW });
    await command("HSET", key, { day, month, alerted: `${day}:alerted` }[which] ?? "", "rubbish");
    const before = await dump();
    await expect(more()).rejects.toBeInstanceOf(Error);
    expect(await dump()).toEqual(before);
  });

  it("is closed when the running replies are no list, and changes nothing", async () => {
    await first();
    await command("SET", keys.running("github:1"), "r1");
    const before = await dump();
    await expect(more()).rejects.toBeInstanceOf(Error);
    expect(await dump()).toEqual(before);
  });

  it("goes on by a lease that has ended, as long as no other reply has taken the slot", async () => {
    await first();
    expect(await more({ nowMs: NOW + 60_000 })).toMatchObject({ word: "extended" });
  });

  it("counts in the periods that were reserved in, across the end of a month", async () => {
    const before = Date.UTC(2090, 0, 31, 23, 59, 59);
    const terms = { ...reservation({ nowMs: before }) };
    await first({ nowMs: before });
    await reserve({ id: "r2", nowMs: before + 2_000, hold: 5 });
    const later = await ledger.extendAs(terms, { nowMs: before + 3_000 }, { from: FIRST, to: BOTH });
    expect(later).toMatchObject({ word: "extended" });
    expect(await used({ nowMs: before })).toEqual([BOTH, BOTH, BOTH, BOTH]);
    expect(await used({ nowMs: before + 3_000 })).toEqual([5, 5, 5, 5]);
    await ledger.settle({ nowMs: before }, 700);
    expect(await used({ nowMs: before })).toEqual([700, 700, 700, 700]);
  });

  it.each([
    ["settle", 300],
    ["settle", BOTH],
    ["settle", BOTH + 50],
    ["cancel", 0],
  ])("is ended as a whole: %s at %d", async (way, cost) => {
    await first();
    await more();
    for (let times = 0; times < 2; times += 1) await (way === "settle" ? settle({}, cost) : cancel({}));
    expect(await used()).toEqual([cost, cost, cost, cost]);
    expect((await slots()).size).toBe(0);
  });

  it("tells each threshold once, by the hold that reaches it", async () => {
    const limits = [1_000_000, 2_000, 1_000_000, 1_000_000];
    const told = ({ crossings }: Awaited<ReturnType<typeof more>>) =>
      crossings.map(({ window, percent, usedMicroUsd }) => [window.scope, window.window, percent, usedMicroUsd]);
    await first({ limits });
    expect(told(await more({ limits }))).toEqual([["user", "day", 80, BOTH]]);
    const third = () => extend({ limits }, { from: BOTH, to: 2_001 });
    expect(told(await third())).toEqual([["user", "day", 100, BOTH]]);
    expect(told(await third())).toEqual([]);
    expect(await used()).toEqual([BOTH, BOTH, BOTH, BOTH]);
  });

  it("is judged by the grant that is in force now", async () => {
    const limits = [1_000_000, BOTH, 1_000_000, 1_000_000];
    await first({ limits });
    await command("SET", keys.grant("github:1"), "day=1600");
    expect(await more({ limits })).toMatchObject({ word: "exhausted" });
    await command("SET", keys.grant("github:1"), `day=1600 until=${NOW}`);
    expect(await more({ limits })).toMatchObject({ word: "extended" });
    await command("SET", keys.grant("github:1"), "plan=team");
    const plans = "team:1000000:5000:2";
    expect(await extend({ limits, plans }, { from: BOTH, to: 5_000 })).toMatchObject({ word: "extended" });
  });
});

describeEachStore("a hold that grows where credit pays", (store) => {
  const { run, reserve, extend, settle, cancel, command, used } = ledgerIn(store);
  const pay = (microUsd: number) => addCreditIn(run, { account: "github:1", key: crypto.randomUUID(), microUsd });
  const credit = async () => {
    const figures = await Promise.all(
      [keys.credit("github:1"), keys.creditOutstanding].map((key) => command("GET", key)),
    );
    return figures.map(Number);
  };
  const held = () => command("GET", keys.reservation("r1"));
  const FULL = [0, 0, 1_000_000, 1_000_000];
  /** Room for the first step, and not for the second. */
  const NARROW = [1_000_000, BOTH - 1, 1_000_000, 1_000_000];
  const growth = { from: FIRST, to: BOTH };

  it("grows on credit when it is on credit", async () => {
    await pay(5_000);
    await reserve({ hold: FIRST, limits: FULL });
    expect(await extend({ limits: FULL }, growth)).toMatchObject({ word: "extended" });
    expect([await credit(), await used(), await held()]).toEqual([
      [3_300, 3_300],
      [0, 0, BOTH, BOTH],
      "held 1700 credit",
    ]);
    await settle({}, 300);
    expect([await credit(), await used()]).toEqual([
      [4_700, 4_700],
      [0, 0, 300, 300],
    ]);
  });

  it("takes the last of the credit, and not one micro-USD more", async () => {
    await pay(BOTH);
    await reserve({ hold: FIRST, limits: FULL });
    expect(await extend({ limits: FULL }, { from: FIRST, to: BOTH + 1 })).toMatchObject({ word: "exhausted" });
    expect(await extend({ limits: FULL }, growth)).toMatchObject({ word: "extended" });
    expect(await credit()).toEqual([0, 0]);
  });

  it("leaves credit alone while the windows have room", async () => {
    await pay(5_000);
    await reserve({ hold: FIRST });
    expect(await extend({}, growth)).toMatchObject({ word: "extended" });
    expect([await credit(), await used(), await held()]).toEqual([
      [5_000, 5_000],
      [BOTH, BOTH, BOTH, BOTH],
      "held 1700",
    ]);
  });

  it("stays on credit though the windows have room again, and tells no threshold of them", async () => {
    await pay(5_000);
    await reserve({ hold: FIRST, limits: FULL });
    const { crossings } = await extend({ limits: [2_000, 2_000, 1_000_000, 1_000_000] }, growth);
    expect([crossings, await credit(), await held()]).toEqual([[], [3_300, 3_300], "held 1700 credit"]);
  });

  it("moves whole to the credit when the windows have no room for the growth", async () => {
    await pay(5_000);
    await reserve({ hold: FIRST, limits: NARROW });
    expect(await extend({ limits: NARROW }, growth)).toMatchObject({ word: "extended" });
    expect([await credit(), await used(), await held()]).toEqual([
      [3_300, 3_300],
      [0, 0, BOTH, BOTH],
      "held 1700 credit",
    ]);
    expect(await extend({ limits: NARROW }, growth)).toEqual({ word: "extended", crossings: [] });
    await cancel({});
    expect([await credit(), await used()]).toEqual([
      [5_000, 5_000],
      [0, 0, 0, 0],
    ]);
  });

  it("leaves to other holds of the user what it moves away", async () => {
    await pay(BOTH);
    const limits = [1_000_000, 2_000, 1_000_000, 1_000_000];
    await reserve({ hold: FIRST, limits });
    await reserve({ id: "r2", hold: 1_000, limits });
    await extend({ limits }, growth);
    expect(await used()).toEqual([1_000, 1_000, 1_000 + BOTH, 1_000 + BOTH]);
    expect(await reserve({ id: "r3", hold: 1_000, limits })).toMatchObject({ word: "reserved" });
  });

  it("moves for exactly as much, and is refused for a micro-USD less: nothing is taken", async () => {
    await reserve({ hold: FIRST, limits: NARROW });
    await pay(BOTH - 1);
    expect(await extend({ limits: NARROW }, growth)).toMatchObject({
      word: "exhausted",
      window: { scope: "user", window: "day" },
    });
    expect([await credit(), await used(), await held()]).toEqual([
      [BOTH - 1, BOTH - 1],
      [FIRST, FIRST, FIRST, FIRST],
      "held 1000",
    ]);
    await pay(1);
    expect(await extend({ limits: NARROW }, growth)).toMatchObject({ word: "extended" });
    expect(await credit()).toEqual([0, 0]);
  });

  it("moves back whole to windows that have room, when credit has none for the growth", async () => {
    await pay(FIRST + 699);
    await reserve({ hold: FIRST, limits: FULL });
    const room = (day: number) => [1_000_000, day, 1_000_000, 1_000_000];
    expect(await extend({ limits: room(BOTH - 1) }, growth)).toMatchObject({ word: "exhausted" });
    expect(await credit()).toEqual([699, 699]);
    expect(await extend({ limits: room(BOTH) }, growth)).toMatchObject({ word: "extended" });
    expect([await credit(), await used(), await held()]).toEqual([
      [1_699, 1_699],
      [BOTH, BOTH, BOTH, BOTH],
      "held 1700",
    ]);
    await settle({}, 200);
    expect([await credit(), await used()]).toEqual([
      [1_699, 1_699],
      [200, 200, 200, 200],
    ]);
  });

  it("moves back only where there is room for all of it beside what others hold", async () => {
    const room = (day: number) => [1_000_000, day, 1_000_000, 1_000_000];
    await reserve({ id: "r2", hold: 1_200, limits: room(1_200) });
    await pay(FIRST);
    await reserve({ hold: FIRST, limits: room(1_200) });
    expect(await extend({ limits: room(1_199 + BOTH) }, growth)).toMatchObject({ word: "exhausted" });
    expect(await extend({ limits: room(1_200 + BOTH) }, growth)).toMatchObject({ word: "extended" });
    expect([await credit(), (await used()).slice(0, 2)]).toEqual([
      [FIRST, FIRST],
      [1_200 + BOTH, 1_200 + BOTH],
    ]);
  });

  it("tells of the full day what is left in it when the hold has moved", async () => {
    await pay(5_000);
    await reserve({ id: "r2", hold: 500, limits: NARROW });
    await reserve({ hold: FIRST, limits: NARROW, thresholdsPercent: [] });
    const { crossings } = await extend({ limits: NARROW, thresholdsPercent: [100] }, growth);
    expect(crossings).toMatchObject([{ percent: 100, usedMicroUsd: 500, window: { scope: "user", window: "day" } }]);
  });

  it("stands below the service's ceiling", async () => {
    await pay(5_000);
    const limits = [1_000_000, 0, 1_000_000, BOTH - 1];
    await reserve({ hold: FIRST, limits });
    expect(await extend({ limits }, growth)).toMatchObject({ word: "exhausted", window: { scope: "service" } });
    expect([await credit(), await held()]).toEqual([[4_000, 4_000], "held 1000 credit"]);
  });
});

describeEachStore("a store that has lost something while a reply runs", (store) => {
  const { reserve, extend, settle, restore, command, used } = ledgerIn(store);
  const growth = { from: FIRST, to: BOTH };

  it("says so, takes nothing, and takes the step when the totals are put back", async () => {
    await reserve({ id: "r0", hold: 500, nowMs: NOW });
    const answer = await reserve({ hold: FIRST, nowMs: NOW });
    const totals = "service" in answer ? answer.service?.totals : undefined;
    if (!totals) throw new Error("Nothing was reserved");
    await command("DEL", keys.serviceSpend);
    expect(await extend({ seen: totals, nowMs: NOW }, growth)).toMatchObject({ word: "forgotten" });
    expect(await used({ nowMs: NOW })).toEqual([1_500, 1_500, 0, 0]);
    const { totals: back } = await restore({ ...reservation({ nowMs: NOW }), totals }, NOW);
    expect(await extend({ seen: back, nowMs: NOW }, growth)).toMatchObject({ word: "extended" });
    expect(await used({ nowMs: NOW })).toEqual([2_200, 2_200, 2_200, 2_200]);
  });

  it("counts the whole hold again in windows that have lost it", async () => {
    await reserve({ hold: FIRST });
    await command("DEL", keys.userSpend("github:1"), keys.serviceSpend);
    const limits = [1_000_000, BOTH, 1_000_000, BOTH];
    expect(await extend({ limits }, { from: FIRST, to: BOTH + 1 })).toMatchObject({ word: "exhausted" });
    expect(await extend({ limits }, growth)).toMatchObject({ word: "extended", service: { hasBegun: true } });
    expect(await used()).toEqual([BOTH, BOTH, BOTH, BOTH]);
    for (const key of [keys.userSpend("github:1"), keys.serviceSpend])
      expect(Number(await command("PTTL", key))).toBeGreaterThan(0);
    await settle({}, 300);
    expect(await used()).toEqual([300, 300, 300, 300]);
  });
});
