import * as fc from "fast-check";
import { expect, it, vi } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import { ledgerIn, reservation, type Terms } from "../support/ledger/store.ts";
import { describeEachStore } from "../support/store/stores.ts";

// Patient with a busy machine: what must be quick is measured where it matters.
vi.setConfig({ testTimeout: 20_000 });

const HASHES = [keys.userSpend("github:1"), keys.serviceSpend];

const all = (figure: number) => [figure, figure, figure, figure];

describeEachStore("settle", (store) => {
  const { reserve, settle, cancel, command, used, slots, dump } = ledgerIn(store);
  const countTen = async () => {
    const { month, day } = reservation();
    for (const key of HASHES) await command("HSET", key, month, 10, day, 10);
  };

  it.each([0, 1, 400, 1_000])("replaces the hold by a cost of %d in every window, and frees the slot", async (cost) => {
    await reserve({ id: "other", hold: 50 });
    await reserve({ hold: 1_000 });
    await settle({}, cost);
    expect(await used()).toEqual(all(50 + cost));
    expect((await slots()).has("r1")).toBe(false);
    expect(await command("GET", keys.reservation("r1"))).toBe(`settled ${cost}`);
  });

  it("counts in full what cost more than was held", async () => {
    await reserve({ hold: 1_000 });
    await settle({}, 2_500);
    expect(await used()).toEqual(all(2_500));
  });

  it("is applied once, whatever it says the second time", async () => {
    await reserve({ hold: 1_000 });
    await settle({}, 300);
    const before = await dump();
    for (const cost of [300, 0, 999]) await settle({}, cost);
    expect(await dump()).toEqual(before);
  });

  it("counts a reply whose reservation the store has lost", async () => {
    await reserve({ id: "other", hold: 5_000 });
    await settle({}, 300);
    expect(await used()).toEqual(all(5_300));
    await settle({}, 300);
    expect(await used()).toEqual(all(5_300));
  });

  it("lets a window that comes back end when it would have", async () => {
    await settle({}, 300);
    const left = await Promise.all(HASHES.map((key) => command("PTTL", key)));
    expect(left.map((ms) => Math.ceil(Number(ms) / 86_400_000))).toEqual([35, 94]);
  });

  it.each([
    ["what is used", "day", () => keys.userSpend("github:1")],
    ["what the service has used", "month", () => keys.serviceSpend],
  ] as const)("changes nothing where %s is no figure, and can be tried again", async (_, period, key) => {
    await reserve({ hold: 1_000 });
    const field = reservation()[period];
    await command("HSET", key(), field, "rubbish");
    const before = await dump();
    await expect(settle({}, 300)).rejects.toBeInstanceOf(Error);
    await expect(cancel({})).rejects.toBeInstanceOf(Error);
    expect(await dump()).toEqual(before);
    await command("HSET", key(), field, "1000");
    await settle({}, 300);
    expect(await used()).toEqual(all(300));
  });

  it("counts a reply, and keeps the others, where the store has lost the window", async () => {
    await reserve({ hold: 1_000 });
    for (const key of HASHES) await command("DEL", key);
    await reserve({ id: "other", hold: 50 });
    await settle({}, 300);
    expect(await used()).toEqual(all(350));
  });

  it("never makes a figure negative", async () => {
    await reserve({ hold: 1_000 });
    await countTen();
    await settle({}, 0);
    expect(await used()).toEqual(all(10));
  });

  it("leaves what was cancelled alone", async () => {
    await reserve({ hold: 1_000 });
    await cancel({});
    const before = await dump();
    await settle({}, 300);
    expect(await dump()).toEqual(before);
  });

  it.each([
    ["midnight", Date.UTC(2090, 4, 10, 23, 59, 59, 999), [0, 300, 0, 300]],
    ["the end of a month", Date.UTC(2090, 4, 31, 23, 59, 59, 999), [300, 300, 300, 300]],
  ])("counts in the windows it was reserved in, across %s", async (_, before, differences) => {
    const [yesterday, today] = [{ nowMs: before }, { nowMs: before + 1 }];
    await reserve({ ...yesterday, hold: 1_000 });
    await reserve({ ...today, id: "r2", hold: 50 });
    await settle(yesterday, 300);
    const late = await used(yesterday);
    const early = await used(today);
    // A window that both share counts both.
    expect(late).toEqual(differences.map((own) => (own === 0 ? 350 : own)));
    expect(early).toEqual(differences.map((own) => (own === 0 ? 350 : 50)));
  });
});

describeEachStore("cancel", (store) => {
  const { reserve, settle, cancel, command, used, slots, dump } = ledgerIn(store);
  const countTen = async () => {
    const { month, day } = reservation();
    for (const key of HASHES) await command("HSET", key, month, 10, day, 10);
  };

  it("gives back the hold and the slot, and keeps the token spent", async () => {
    await reserve({ id: "other", hold: 50 });
    await reserve({ hold: 1_000, chatTokenId: "t" });
    await cancel({});
    expect(await used()).toEqual(all(50));
    expect((await slots()).has("r1")).toBe(false);
    expect(await command("EXISTS", keys.spentToken("t"))).toBe(1);
  });

  it("keeps a reservation that comes late from taking hold", async () => {
    await cancel({});
    const before = await dump();
    expect(await reserve({ hold: 1_000 })).toMatchObject({ word: "cancelled" });
    expect(await dump()).toEqual(before);
    expect(Number(await command("PTTL", keys.reservation("r1")))).toBeGreaterThan(3_500_000);
  });

  it("changes nothing when it is repeated, or comes after the settlement", async () => {
    await reserve({ id: "r2", hold: 10 });
    await cancel({ id: "r2" });
    await reserve({ hold: 1_000 });
    await settle({}, 300);
    const before = await dump();
    await cancel({});
    await cancel({ id: "r2" });
    expect(await dump()).toEqual(before);
  });

  it("never makes a figure negative where the store has lost the window", async () => {
    await reserve({ hold: 1_000 });
    await countTen();
    await cancel({});
    expect(await used()).toEqual(all(10));
  });
});

type Call = { verb: "reserve" | "settle" | "cancel" | "renew"; cost: number };
type State = "nothing" | "held" | "settled" | "cancelled";

/** What one reservation is, after each call: the whole story of its life. */
function after(state: State, { verb }: Call): State {
  if (verb === "reserve" && state === "nothing") return "held";
  if (verb === "settle" && (state === "nothing" || state === "held")) return "settled";
  if (verb === "cancel" && (state === "nothing" || state === "held")) return "cancelled";
  return state;
}

const anyCall: fc.Arbitrary<Call> = fc.record({
  verb: fc.constantFrom("reserve", "settle", "cancel", "renew"),
  cost: fc.nat({ max: 1_500 }),
});

describeEachStore("the verbs of one reservation", (store) => {
  const { reserve, settle, cancel, renew, used, slots } = ledgerIn(store);
  const HELD: Terms = { hold: 1_000 };

  it("may come in any order and any number", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCall, { maxLength: 8 }), async (calls) => {
        await store().flush();
        let state: State = "nothing";
        let cost = 0;
        for (const call of calls) {
          const next = after(state, call);
          if (next === "settled" && state !== "settled") cost = call.cost;
          if (call.verb === "reserve")
            expect((await reserve(HELD)).word).toBe(next === "held" ? "reserved" : "cancelled");
          if (call.verb === "settle") await settle({}, call.cost);
          if (call.verb === "cancel") await cancel({});
          if (call.verb === "renew") expect(await renew([{}])).toEqual([state === "held" ? "ok" : "lost"]);
          state = next;
          const counts = { nothing: 0, held: 1_000, settled: cost, cancelled: 0 };
          expect(await used()).toEqual(all(counts[state]));
          expect((await slots()).size).toBe(state === "held" ? 1 : 0);
        }
      }),
      { numRuns: 60 },
    );
  });
});
