import { expect, it, vi } from "vitest";

import { addCreditIn, eraseCreditIn } from "../../lib/ledger/credit.ts";
import { keys } from "../../lib/store/keys.ts";
import { ledgerIn, type Terms } from "../support/ledger/store.ts";
import { describeEachStore } from "../support/store/stores.ts";

vi.setConfig({ testTimeout: 20_000 });

/** User month, user day, service month, service day: a day with room for one hold of a thousand. */
const ONE_A_DAY = [1_000_000, 1_000, 1_000_000, 1_000_000];
const FULL: Terms = { hold: 1_000, limits: ONE_A_DAY };

describeEachStore("credit", (store) => {
  const { run, reserve, settle, cancel, command, used } = ledgerIn(store);
  const pay = (microUsd: number, key: string = crypto.randomUUID(), account = "github:1") =>
    addCreditIn(run, { account, key, microUsd });
  const credit = async () => Number(await command("GET", keys.credit("github:1")));
  const outstanding = async () => Number(await command("GET", keys.creditOutstanding));

  it("is counted once for each payment, also twenty at once and months later", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => pay(5_000, "pi_1")));
    expect(answers.filter((answer) => answer?.applied)).toHaveLength(1);
    expect(answers.map((answer) => answer?.creditMicroUsd)).toEqual(Array.from({ length: 20 }, () => 5_000));
    expect(await command("TTL", keys.creditPayments("github:1"))).toBe(-1);
    expect(await pay(9_000, "pi_1")).toEqual({ creditMicroUsd: 5_000, applied: false });
    expect(await outstanding()).toBe(5_000);
  });

  it("is taken back, and never below nothing", async () => {
    await pay(5_000);
    expect(await pay(-2_000)).toEqual({ creditMicroUsd: 3_000, applied: true });
    expect(await pay(-9_000)).toEqual({ creditMicroUsd: 0, applied: true });
    expect([await credit(), await outstanding()]).toEqual([0, 0]);
  });

  it("is bounded, and what would pass the bound changes nothing", async () => {
    await pay(1_000_000_000_000, "first");
    expect(await pay(1, "second")).toBeNull();
    expect([await credit(), await outstanding()]).toEqual([1_000_000_000_000, 1_000_000_000_000]);
  });

  it("is left alone while the budgets have room", async () => {
    await pay(5_000);
    expect(await reserve(FULL)).toMatchObject({ word: "reserved" });
    expect(await credit()).toBe(5_000);
    expect(await used()).toEqual([1_000, 1_000, 1_000, 1_000]);
  });

  it.each([
    ["day", 1_000, [1_000_000, 1_000, 1_000_000, 1_000_000]],
    ["month", 1_000, [1_000, 1_000_000, 1_000_000, 1_000_000]],
  ])("gives the whole hold where the %s has no room for it, and the service counts it", async (_, spent, limits) => {
    await pay(5_000);
    await reserve({ id: "first", hold: spent, limits });
    expect(await reserve({ ...FULL, limits })).toMatchObject({ word: "reserved" });
    expect([await credit(), await outstanding()]).toEqual([4_000, 4_000]);
    expect(await used()).toEqual([spent, spent, spent + 1_000, spent + 1_000]);
  });

  it("reaches for a hold of exactly as much", async () => {
    await pay(1_000);
    expect(await reserve({ ...FULL, limits: [1_000_000, 0, 1_000_000, 1_000_000] })).toMatchObject({
      word: "reserved",
    });
    expect([await credit(), await outstanding()]).toEqual([0, 0]);
  });

  it("raises no alert of a month that it spared", async () => {
    await pay(5_000);
    const { crossings } = await reserve({ ...FULL, limits: [1_900, 500, 1_000_000, 1_000_000] });
    expect(crossings.map(({ window, percent }) => `${window.window} ${percent}`)).toEqual([
      "day 50",
      "day 80",
      "day 100",
    ]);
  });

  it("refuses, and takes nothing, where it does not reach for the whole", async () => {
    await reserve({ ...FULL, id: "first" });
    await pay(999);
    expect(await reserve(FULL)).toMatchObject({ word: "exhausted", window: { scope: "user", window: "day" } });
    expect([await credit(), await used()]).toEqual([999, [1_000, 1_000, 1_000, 1_000]]);
  });

  it("stands below the service's ceiling", async () => {
    await pay(5_000);
    const limits = [1_000_000, 0, 1_000_000, 500];
    expect(await reserve({ ...FULL, limits })).toMatchObject({ word: "exhausted", window: { scope: "service" } });
    expect([await credit(), await used()]).toEqual([5_000, [0, 0, 0, 0]]);
  });

  it("for three lets in three of five at once", async () => {
    await pay(3_500);
    const limits = [0, 0, 1_000_000, 1_000_000];
    const all = Array.from({ length: 5 }, (_, at) => reserve({ ...FULL, limits, id: `r${at}`, chatTokenId: `t${at}` }));
    const words = (await Promise.all(all)).map(({ word }) => word);
    expect(words.toSorted()).toEqual(["exhausted", "exhausted", "reserved", "reserved", "reserved"]);
    expect([await credit(), await outstanding()]).toEqual([500, 500]);
  });

  const onCredit = async () => {
    await pay(5_000);
    await reserve({ ...FULL, limits: [0, 0, 1_000_000, 1_000_000] });
  };

  it("gets the rest of the hold back at the settlement, once", async () => {
    await onCredit();
    for (let times = 0; times < 3; times += 1) await settle({}, 300);
    expect([await credit(), await outstanding()]).toEqual([4_700, 4_700]);
    expect(await used()).toEqual([0, 0, 300, 300]);
  });

  it("gets all of it back when the reservation is cancelled, once", async () => {
    await onCredit();
    for (let times = 0; times < 3; times += 1) await cancel({});
    expect([await credit(), await outstanding(), await used()]).toEqual([5_000, 5_000, [0, 0, 0, 0]]);
  });

  it("is not taken twice when a reservation is repeated", async () => {
    await onCredit();
    expect(await reserve({ ...FULL, limits: [0, 0, 1_000_000, 1_000_000] })).toMatchObject({ word: "reserved" });
    expect(await credit()).toBe(4_000);
  });

  it("pays what a reply cost beyond its hold, and the user's budgets count what it cannot pay", async () => {
    await onCredit();
    await settle({}, 6_500);
    expect([await credit(), await outstanding()]).toEqual([0, 0]);
    expect(await used()).toEqual([1_500, 1_500, 6_500, 6_500]);
  });

  it("tells of the full budget once, though credit goes on", async () => {
    await pay(5_000);
    const limits = [1_000_000, 1_000, 1_000_000, 1_000_000];
    await reserve({ id: "first", hold: 900, limits });
    const percents = async (id: string) =>
      (await reserve({ ...FULL, id, limits })).crossings.map(({ percent, window }) => [percent, window.scope]);
    expect(await percents("r1")).toEqual([[100, "user"]]);
    expect(await percents("r2")).toEqual([]);
  });

  it("is erased with its payments, and no longer promised", async () => {
    await pay(5_000);
    await pay(700, "other", "github:2");
    expect(await eraseCreditIn(run, "github:1")).toBe(2);
    expect([await command("EXISTS", keys.credit("github:1")), await outstanding()]).toEqual([0, 700]);
    expect(await eraseCreditIn(run, "github:1")).toBe(0);
  });
});

describeEachStore("a grant", (store) => {
  const { reserve, command } = ledgerIn(store);
  const NOW = Date.now();
  const PLANS = "member:1000000:1000:1 team:1000000:5000:2";
  const asked: Terms = { ...FULL, parallelReplies: 1, plans: PLANS, nowMs: NOW };
  const grant = (text: string) => command("SET", keys.grant("github:1"), text);
  const words = async (count: number) => {
    const all = Array.from({ length: count }, (_, at) => ({ ...asked, id: `g${at}`, chatTokenId: `g${at}` }));
    const answers: string[] = [];
    for (const terms of all) answers.push((await reserve(terms)).word);
    return answers;
  };

  it("of a plan gives its budgets and its replies at once", async () => {
    await grant("plan=team");
    expect(await words(3)).toEqual(["reserved", "reserved", "parallel_limit"]);
  });

  it("of budgets alone leaves the rest of the plan", async () => {
    await grant("day=500 note=a%20friend");
    expect(await words(1)).toEqual(["exhausted"]);
    await grant("day=1000 month=999");
    expect(await reserve(asked)).toMatchObject({ word: "exhausted", window: { window: "month" } });
  });

  it.each([
    ["a plan that no longer exists", "plan=gone"],
    ["one that is over", `day=0 until=${NOW}`],
  ])("of %s leaves the user on their own plan", async (_, text) => {
    await grant(text);
    expect(await words(2)).toEqual(["reserved", "parallel_limit"]);
  });

  it("holds until its last moment", async () => {
    await grant(`day=0 until=${NOW + 1}`);
    expect(await words(1)).toEqual(["exhausted"]);
  });

  it("tells thresholds by the budget that is in force", async () => {
    await grant("day=2000");
    const { crossings } = await reserve(asked);
    expect(crossings.map(({ percent, window }) => [percent, window.limitMicroUsd])).toEqual([[50, 2_000]]);
  });
});

describeEachStore("a session that was ended", (store) => {
  const { reserve, watch, command } = ledgerIn(store);

  it.each(["github:1", "guest:7"])("takes nothing from the second on in which %s was signed out", async (whose) => {
    await command("SET", keys.signedOut(whose), "1000");
    const asked = (signedInAt: number) => reserve({ id: `r${signedInAt}`, userId: "guest:7", signedInAt });
    expect([(await asked(999)).word, (await asked(1_000)).word, (await asked(1_001)).word]).toEqual([
      "signed_out",
      "signed_out",
      "reserved",
    ]);
  });

  it("ends its running replies, and no later session's", async () => {
    await reserve({ id: "r1", signedInAt: 1_000 });
    await reserve({ id: "r2", signedInAt: 1_001 });
    await command("SET", keys.signedOut("github:1"), "1000");
    expect(
      await watch([
        { id: "r1", signedInAt: 1_000 },
        { id: "r2", signedInAt: 1_001 },
      ]),
    ).toEqual(["signed_out", "ok"]);
  });
});
