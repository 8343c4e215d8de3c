import { describe, expect, it } from "vitest";

import { cancelIn } from "../../lib/ledger/cancel.ts";
import { extendIn } from "../../lib/ledger/extend.ts";
import { renewIn, watchIn } from "../../lib/ledger/renew.ts";
import { reserveIn } from "../../lib/ledger/reserve.ts";
import { settleIn } from "../../lib/ledger/settle.ts";
import type { RunScript } from "../../lib/store/define-script.ts";
import { reservation, termsOf } from "../support/ledger/store.ts";

const answering =
  (answer: unknown): RunScript =>
  async () =>
    answer;
const one = reservation();

/** What a store, a proxy or a portal in between may say that no script of ours ever does. */
const RUBBISH: [string, unknown][] = [
  ["null", null],
  ["undefined", undefined],
  ["nothing", ""],
  ["OK", "OK"],
  ["a number", 1],
  ["zero", 0],
  ["true", true],
  ["HTML", "<html><h1>502 Bad Gateway</h1></html>"],
  ["an object", {}],
  ["an empty list", []],
  ["another verb's word", "granted"],
];

function orALittleMore(word: string): [string, unknown][] {
  const wrong = [`${word}X`, `X${word}`, ` ${word}`, `${word} `, `${word}\n`, word.toUpperCase(), [word], { word }];
  return wrong.map((answer) => [JSON.stringify(answer), answer]);
}

describe("an answer that is none of the words is a broken store:", () => {
  it.each([...RUBBISH, ...orALittleMore("reserved"), ...orALittleMore("probing"), ["settled", "settled"]])(
    "reserve hears %s",
    async (_, answer) => {
      await expect(reserveIn(answering(answer), termsOf())).rejects.toThrow("none of the ledger's words");
    },
  );

  it.each([
    "reserved 1",
    "reserved +50=1",
    "reserved 1+50",
    "reserved 1+50=1",
    "reserved 1+50=1/",
    "reserved 1+50=1/x",
    "reserved 1+50=",
    "reserved 1+=5",
    "reserved 1+50=x",
    "reserved 1+50=1e6/2",
    "reserved 1+50=-1/2",
    "reserved 0+50=1/2",
    "reserved 5+50=1/2",
    "reserved 1+50=1/2 rubbish",
    "exhausted",
    "exhausted x",
    "exhausted 0",
    "exhausted 5",
    "exhausted 1.5",
    "exhausted 1 rubbish",
    "paused 1",
    "token_used 2",
  ])("reserve hears '%s'", async (answer) => {
    await expect(reserveIn(answering(answer), termsOf())).rejects.toThrow("none of the ledger's words");
  });

  it.each([
    ...RUBBISH,
    ...orALittleMore("extended"),
    ["reserved", "reserved"],
    ["token_used", "token_used"],
    ["cancelled", "cancelled"],
    ["half of what the service has used", "extended seen,1,2"],
    ["a threshold of no window", "extended 5+50=1/2 seen,5,2,9,50,9,0"],
    ["a threshold alone", "extended 1+50=1/2"],
    ["no window that is exhausted", "exhausted"],
  ])("extend hears %s", async (_, answer) => {
    const growth = { from: 1, to: 2 };
    await expect(extendIn(answering(answer), termsOf(), growth)).rejects.toThrow("none of the ledger's words");
  });

  it.each([...RUBBISH, ...orALittleMore("settled"), ["cancelled", "cancelled"]])(
    "settle hears %s",
    async (_, answer) => {
      await expect(settleIn(answering(answer), one, 1)).rejects.toThrow("none of the ledger's words");
    },
  );

  it.each([...RUBBISH, ...orALittleMore("cancelled"), ["settled", "settled"]])("cancel hears %s", async (_, answer) => {
    await expect(cancelIn(answering(answer), one)).rejects.toThrow("none of the ledger's words");
  });

  it.each([...RUBBISH, ...orALittleMore("ok"), ["one too many", "ok ok"], ["a list of words", ["ok"]]])(
    "renew hears %s",
    async (_, answer) => {
      await expect(renewIn(answering(answer), [one], 1)).rejects.toThrow("none of the ledger's words");
    },
  );

  it.each([
    ...RUBBISH,
    ["too few", [null, null, "r1 5"]],
    ["too many", [null, null, "r1 5", null, null]],
    ["something undefined", [null, undefined, "r1 5", null]],
    ["a number for the replies", [null, null, 1, null]],
    ["half a reply", [null, null, "r1", null]],
    ["a reply with something behind", [null, null, "r1 5 x", null]],
    ["a nested list", [null, null, ["r1 5"], null]],
    ["a moment that is none", [null, null, "r1 5", "yesterday"]],
  ])("a look hears %s", async (_, answer) => {
    await expect(watchIn(async () => answer, [one])).rejects.toThrow("none of the ledger's words");
  });

  it("renew hears too few", async () => {
    await expect(renewIn(answering("ok"), [one, one], 1)).rejects.toThrow("none of the ledger's words");
  });
});

describe("an answer of the scripts", () => {
  it.each(["paused", "blocked", "signed_out", "breaker_open", "token_used", "parallel_limit", "cancelled"])(
    "is understood: %s",
    async (word) => {
      expect(await reserveIn(answering(word), termsOf())).toEqual({ word, crossings: [] });
    },
  );

  it.each(["paused", "blocked", "signed_out", "lost", "forgotten", "extended"])(
    "is understood of an extension: %s",
    async (word) => {
      expect(await extendIn(answering(word), termsOf(), { from: 1, to: 2 })).toEqual({ word, crossings: [] });
    },
  );

  it.each(["reserved", "probing"])("is understood: %s, and what was crossed", async (word) => {
    const { crossings } = await reserveIn(
      answering(`${word} 2+50+80=850/1000 4+12.5=9007199254740991/9007199254740991 seen,5,2,9,50,9,12.5`),
      termsOf(),
    );
    const told = crossings.map(({ window, percent, usedMicroUsd }) => [
      window.scope,
      window.window,
      percent,
      usedMicroUsd,
    ]);
    expect(told).toEqual([
      ["user", "day", 50, 850],
      ["user", "day", 80, 850],
      ["service", "day", 12.5, 9_007_199_254_740_991],
    ]);
  });

  it("is understood: which window is exhausted", async () => {
    const answer = await reserveIn(answering("exhausted 3 3+100=7/8"), termsOf());
    expect(answer).toMatchObject({
      word: "exhausted",
      window: { scope: "service", window: "month" },
      crossings: [{ percent: 100, usedMicroUsd: 7 }],
    });
  });

  it("is understood: what a look reads", async () => {
    expect(await watchIn(async () => [null, null, "r0 4 r1 5", null], [one])).toEqual(["ok"]);
    expect(await watchIn(async () => [null, null, null, null], [one])).toEqual(["lost"]);
    expect(await watchIn(async () => [null, 1, "r1 5", null], [one])).toEqual(["blocked"]);
    expect(await watchIn(async () => [{ reason: "" }, 1, "r1 5", 9], [one])).toEqual(["paused"]);
    expect(await watchIn(async () => [null, null, "r1 5", 9], [one])).toEqual(["signed_out"]);
  });

  it("passes on what the store throws", async () => {
    const broken: RunScript = async () => Promise.reject(new Error("gone"));
    await expect(reserveIn(broken, termsOf())).rejects.toThrow("gone");
    await expect(settleIn(broken, one, 1)).rejects.toThrow("gone");
  });
});
