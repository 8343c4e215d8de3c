import { expect, it, vi } from "vitest";

import type { ReserveAnswer } from "../../lib/ledger/reserve.ts";
import { keys } from "../../lib/store/keys.ts";
import { ledgerIn, PLENTY, reservation, type Terms } from "../support/ledger/store.ts";
import { describeEachStore } from "../support/store/stores.ts";

// Patient with a busy machine: what must be quick is measured where it matters.
vi.setConfig({ testTimeout: 20_000 });

const WINDOW = { "user month": 0, "user day": 1, "service month": 2, "service day": 3 };
/** Room for ten holds of a thousand in one window, and plenty in the others. */
const tenIn = (name: keyof typeof WINDOW) => PLENTY.map((limit, at) => (at === WINDOW[name] ? 10_000 : limit));

const told = (answers: ReserveAnswer[]) =>
  answers.flatMap(({ crossings }) =>
    crossings.map(({ window, percent, usedMicroUsd }) => `${window.scope} ${window.window} ${percent} ${usedMicroUsd}`),
  );

describeEachStore("a threshold", (store) => {
  const { reserve, settle, cancel, command, dump } = ledgerIn(store);

  async function inTurn(count: number, terms: Terms): Promise<ReserveAnswer[]> {
    const answers: ReserveAnswer[] = [];
    for (let at = 0; at < count; at += 1) answers.push(await reserve({ id: `r${at}`, ...terms }));
    return answers;
  }

  it.each(["user month", "user day", "service month", "service day"] as const)(
    "is told of when it is reached, and once: %s",
    async (name) => {
      const answers = await inTurn(12, { limits: tenIn(name) });
      expect(told(answers)).toEqual([`${name} 50 5000`, `${name} 80 8000`, `${name} 100 10000`]);
      expect(answers.map(({ crossings }) => crossings.length)).toEqual([0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0]);
    },
  );

  it.each(["user day", "service day"] as const)("is told of once under 50 parallel requests: %s", async (name) => {
    const accounts = name === "user day" ? 1 : 10;
    const asked = Array.from({ length: 50 }, (_, at) =>
      reserve({ id: `r${at}`, account: `github:${at % accounts}`, limits: tenIn(name) }),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter(({ word }) => word === "reserved")).toHaveLength(10);
    expect(told(answers).toSorted()).toEqual([`${name} 100 10000`, `${name} 50 5000`, `${name} 80 8000`]);
  });

  it("is told of with the others that one hold reaches, in one answer", async () => {
    const answers = await inTurn(1, { hold: 8_500, limits: PLENTY.map(() => 10_000) });
    expect(told(answers)).toEqual([
      "user month 50 8500",
      "user month 80 8500",
      "user day 50 8500",
      "user day 80 8500",
      "service month 50 8500",
      "service month 80 8500",
      "service day 50 8500",
      "service day 80 8500",
    ]);
  });

  it("is not told of again when spending falls and rises", async () => {
    await inTurn(8, { limits: tenIn("user day") });
    for (const id of ["r5", "r6", "r7"]) await settle({ id }, 0);
    await cancel({ id: "r4" });
    const again = await Promise.all(
      ["a", "b", "c", "d", "e", "f"].map((id) => reserve({ id, limits: tenIn("user day") })),
    );
    expect(told(again)).toEqual(["user day 100 10000"]);
  });

  it("counts a window that refuses as full, and says what is really used", async () => {
    const limits = tenIn("service day");
    await inTurn(4, { limits });
    const refused = await reserve({ id: "large", hold: 7_000, limits });
    expect(told([refused])).toEqual(["service day 50 4000", "service day 80 4000", "service day 100 4000"]);
    expect(told([await reserve({ id: "larger", hold: 8_000, limits })])).toEqual([]);
  });

  it("is another one in another window", async () => {
    const noon = Date.UTC(2090, 4, 10, 12);
    const limits = tenIn("user day");
    expect(told(await inTurn(6, { limits, nowMs: noon }))).toHaveLength(1);
    const tomorrow = await Promise.all(
      ["a", "b", "c", "d", "e"].map((id) => reserve({ id, limits, nowMs: noon + 86_400_000 })),
    );
    expect(told(tomorrow)).toEqual(["user day 50 5000"]);
  });

  it("may be a fraction, and may come in any order", async () => {
    const answers = await inTurn(10, { limits: tenIn("user day"), thresholdsPercent: [99.5, 12.5, 33] });
    expect(told(answers)).toEqual(["user day 12.5 2000", "user day 33 4000", "user day 99.5 10000"]);
  });

  it("need not exist", async () => {
    const answers = await inTurn(11, { limits: tenIn("user day"), thresholdsPercent: [] });
    expect(answers.map(({ word }) => word)).toEqual([...Array.from({ length: 10 }, () => "reserved"), "exhausted"]);
    expect(told(answers)).toEqual([]);
    expect(JSON.stringify(await dump())).not.toContain("alerted");
  });

  it("is told of in windows of nearly 2^53", async () => {
    const limits = PLENTY.map((limit, at) => (at === 3 ? Number.MAX_SAFE_INTEGER : 2 * limit));
    await command("HSET", keys.serviceSpend, reservation().day, String(Number.MAX_SAFE_INTEGER - 1));
    const answer = await reserve({ id: "last", limits, hold: 1 });
    expect(told([answer])).toEqual([50, 80, 100].map((percent) => `service day ${percent} 9007199254740991`));
  });
});
