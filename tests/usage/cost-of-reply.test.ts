import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { config } from "../support/config.ts";
import { costOfReply as costOfSteps, type ReplyEnd, type Sent } from "../../lib/usage/cost-of-reply.ts";
import { countTokens } from "../../lib/usage/count-tokens.ts";
import { dearestPriceOf, priceOf, type Usage } from "../../lib/usage/price.ts";
import { worstCaseOf } from "../../lib/usage/worst-case.ts";
import type { ModelConfig } from "../../lib/config-schema.ts";
import { modelOf, priceOnPaper, usageUpTo } from "../support/ledger/prices.ts";
import {
  anyRun,
  anyText,
  PATHOLOGICAL,
  proseText,
  realInputTokens,
  realTokens,
  unlikeIdeographs,
} from "../support/ledger/texts.ts";

const luna = config.models["gpt-6-luna"];
const reasoning = config.models["gpt-5-mini"];
const sent: Sent = {
  model: luna,
  texts: ["Be brief.", "Hello!"],
  images: 0,
  maxOutputTokens: 30_000,
  holdMicroUsd: 5_000,
};
const cut: ReplyEnd = { usage: null, isFree: false, text: "Hello to you", deltas: 3, stoppedMs: 0 };
/** Of a reply of one step. */
const costOfReply = (end: ReplyEnd, terms: Sent) => costOfSteps([end], [terms]);
const usage: Usage = { input: 1_000, cachedInput: 100, cacheWrite: 0, output: 300 };

describe("a reply that has ended", () => {
  it("costs nothing when the provider refused to make it", async () => {
    expect(await costOfReply({ ...cut, isFree: true }, sent)).toBe(0);
  });

  it("costs its price when the provider reported usage, though less or more than was held", async () => {
    for (const model of [luna, reasoning])
      expect(await costOfReply({ ...cut, usage }, { ...sent, model })).toBe(priceOf(model, usage));
    expect(await costOfReply({ ...cut, usage }, { ...sent, holdMicroUsd: 1 })).toBe(priceOf(luna, usage));
  });

  it.each<[string, Usage]>([
    ["negative", { ...usage, output: -1 }],
    ["fractional", { ...usage, input: 1.5 }],
    ["not a number", { ...usage, output: Number.NaN }],
    ["more cached than read", { ...usage, cachedInput: 1_001 }],
    ["absurdly large", { ...usage, output: Number.MAX_SAFE_INTEGER }],
  ])("costs the whole hold when the usage is broken: %s", async (_, usage) => {
    expect(await costOfReply({ ...cut, usage }, { ...sent, model: config.models["gpt-6-sol"] })).toBe(5_000);
  });

  it("costs what may have been said around offered tools as well, when nobody says what was read", async () => {
    const [without, withTools] = [await costOfReply(cut, sent), await costOfReply(cut, { ...sent, offersTools: true })];
    expect(withTools - without).toBeGreaterThan(530 * luna.usdPerMillionTokens.input);
    expect(await costOfReply({ ...cut, usage }, { ...sent, offersTools: true })).toBe(priceOf(luna, usage));
  });

  it("costs what it would without usage when the provider says that it read nothing", async () => {
    const nothing: Usage = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };
    const unread: Usage = { ...nothing, output: 3 };
    expect(await costOfReply({ ...cut, usage: unread }, sent)).toBe(await costOfReply(cut, sent));
    expect(await costOfReply({ ...cut, usage: nothing }, sent)).toBe(await costOfReply(cut, sent));
    expect(await costOfReply({ ...cut, usage: nothing }, { ...sent, model: reasoning })).toBe(5_000);
  });

  it("costs the dearer reading when the provider says that it made none of the words we heard", async () => {
    const unsaid: Usage = { ...usage, output: 0 };
    expect(await costOfReply({ ...cut, usage: unsaid }, sent)).toBe(priceOf(luna, unsaid));
    const little: Usage = { ...unsaid, input: 1 };
    expect(await costOfReply({ ...cut, usage: { ...little, cachedInput: 0 } }, sent)).toBe(
      await costOfReply(cut, sent),
    );
    const blank = { ...cut, text: "" };
    expect(await costOfReply({ ...blank, usage: { ...little, cachedInput: 0 } }, sent)).toBe(
      await costOfReply(blank, sent),
    );
    const silent = { ...cut, usage: unsaid, text: "", deltas: 0 };
    expect(await costOfReply(silent, sent)).toBe(priceOf(luna, unsaid));
  });

  it("costs the whole hold without usage when tokens may have been made that nobody sees", async () => {
    expect(await costOfReply(cut, { ...sent, model: reasoning })).toBe(5_000);
  });

  it("is not believed to have made one token of sixty deltas, and is where a server sends letters one by one", async () => {
    const one: Usage = { input: 9, cachedInput: 0, cacheWrite: 0, output: 1 };
    const words = { ...cut, text: "word ".repeat(60), deltas: 60 };
    expect(await costOfReply({ ...words, usage: one }, sent)).toBe(await costOfReply(words, sent));
    const letters = { ...cut, text: "word", deltas: 4, usage: one };
    expect(await costOfReply(letters, sent)).toBe(priceOf(luna, one));
  });

  it("costs more when our process was stopped: what was made meanwhile may have been lost", async () => {
    const [soon, late] = [await costOfReply(cut, sent), await costOfReply({ ...cut, stoppedMs: 2_000 }, sent)];
    expect(late - soon).toBe(dearestPriceOf(luna, { input: 0, output: 400 - 48 }));
    expect(await costOfReply({ ...cut, stoppedMs: 600_000 }, sent)).toBe(5_000);
  });

  it("costs the hold and all that came beyond it when more came than was asked for", async () => {
    const terms = { ...sent, maxOutputTokens: 16 };
    for (const model of [luna, reasoning])
      expect(await costOfReply({ ...cut, text: "word ".repeat(100), deltas: 100 }, { ...terms, model })).toBe(
        5_000 + dearestPriceOf(model, { input: 0, output: realTokens("word ".repeat(100)) - 16 }),
      );
  });

  it("costs at least its input and what was on its way, when not a word came", async () => {
    const cost = await costOfReply({ ...cut, text: "", deltas: 0 }, sent);
    expect(cost).toBeGreaterThanOrEqual(dearestPriceOf(luna, { input: realInputTokens(sent.texts), output: 48 }));
  });

  it("costs its pictures at the most that each can cost", async () => {
    const sees = { ...luna, images: true, imageTokens: 1_000 };
    const costWith = (images: number) => costOfReply(cut, { ...sent, model: sees, images });
    expect((await costWith(2)) - (await costWith(0))).toBe(dearestPriceOf(luna, { input: 2_016, output: 0 }));
  });

  it("counts each piece for a token at least", async () => {
    const perToken = modelOf({ input: 0, cachedInput: 0, cacheWrite: 0, output: 1 });
    const [few, many] = [3, 1_003].map((deltas) => costOfReply({ ...cut, deltas }, { ...sent, model: perToken }));
    expect(Number(await many) - Number(await few)).toBeGreaterThanOrEqual(996);
  });

  it("never costs more than was held, when we count ourselves", async () => {
    expect(await costOfReply({ ...cut, text: "word ".repeat(20_000) }, sent)).toBe(5_000);
  });
});

describe("a reply of several steps", () => {
  const long = modelOf(
    { input: 0.3, cachedInput: 0.03, cacheWrite: 0.4, output: 1.7 },
    { longContext: { aboveInputTokens: 1_000, inputTimes: 2, outputTimes: 1.5 } },
  );
  const steps = fc.array(usageUpTo(2_000, 500), { minLength: 1, maxLength: 6 });

  it("costs the exact sum of its steps, each by its own length of context, rounded up once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom<ModelConfig>(luna, reasoning, long), steps, async (model, usages) => {
        // Nobody reads nothing.
        const read = usages.map((usage) => ({ ...usage, input: usage.input + 1 }));
        const ends = read.map((usage) => ({ ...cut, usage, text: "", deltas: 0 }));
        const cost = await costOfSteps(
          ends,
          ends.map(() => ({ ...sent, model })),
        );
        expect(BigInt(cost)).toBe(priceOnPaper(model, ...read));
      }),
    );
  });

  it("costs for an unknown step what was held for that one, and nothing for one that was free or never begun", async () => {
    const known = { ...cut, usage };
    const held = { ...sent, model: reasoning, holdMicroUsd: 700 };
    const taken = [{ ...held, holdMicroUsd: 5_000 }, held, { ...held, holdMicroUsd: 9_000 }];
    const price = priceOf(reasoning, usage);
    expect(await costOfSteps([known, cut], taken)).toBe(price + 700);
    expect(await costOfSteps([known, { ...cut, isFree: true }], taken)).toBe(price);
    expect(await costOfSteps([known], taken)).toBe(price);
    expect(await costOfSteps([], taken)).toBe(0);
  });

  it("has no cost when nothing was held for one of them", async () => {
    await expect(costOfSteps([cut, cut], [sent])).rejects.toBeInstanceOf(RangeError);
  });
});

describe("a reply without usage", () => {
  const texts = fc.array(fc.oneof(proseText, anyText, anyRun), { minLength: 1, maxLength: 6 });
  const small = fc.array(fc.constantFrom("", "ok", "yes", "no?"), { minLength: 1, maxLength: 100 });
  const reply = fc.oneof({ arbitrary: proseText, weight: 3 }, anyText, anyRun);
  let worst = 0;

  it(
    "costs no less than it can have been billed, and at most a tenth and 64 tokens more",
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(texts, small), reply, async (texts, text) => {
          const tokens = { input: realInputTokens(texts), output: realTokens(text) };
          const billed = dearestPriceOf(luna, tokens);
          const cost = await costOfReply(
            { ...cut, text, deltas: 0 },
            { ...sent, texts, holdMicroUsd: Number.MAX_SAFE_INTEGER },
          );
          worst = Math.max(worst, (cost - billed - dearestPriceOf(luna, { input: 0, output: 64 })) / billed);
          expect(cost).toBeGreaterThanOrEqual(billed);
          expect(cost).toBeLessThanOrEqual(1.1 * billed + dearestPriceOf(luna, { input: 0, output: 64 }));
        }),
        { numRuns: 500 },
      );
      console.info(`worst over-charge without usage: ${(100 * worst).toFixed(1)} % above the bill and 64 tokens`);
    },
  );

  it("never costs less than the worst case allows", async () => {
    const terms = { texts: sent.texts, images: 0, maxOutputTokens: 512 };
    const holdMicroUsd = worstCaseOf(luna, terms);
    expect(await costOfReply(cut, { ...sent, holdMicroUsd })).toBeLessThan(holdMicroUsd);
  });
});

/** Of the processor's time: others may be busy as well. */
async function busyMs(text: string): Promise<number> {
  const start = process.cpuUsage();
  await countTokens([text]);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

describe("counting tokens", () => {
  it.each(Object.entries(PATHOLOGICAL))("takes less than 300 ms for a megabyte of %s", async (_, make) => {
    const text = make(2 ** 20);
    const times = [await busyMs(text), await busyMs(text), await busyMs(text)];
    expect(Math.min(...times)).toBeLessThan(300);
  });

  it("counts a little more than the tokenizer of today, and less than a tenth", async () => {
    const text = "A tokenizer of tomorrow may cut some words more often than this one. ".repeat(40);
    const share = (await countTokens([text])) / realTokens(text);
    expect(share).toBeGreaterThan(1.04);
    expect(share).toBeLessThan(1.08);
  });

  it("lets others work in between", async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await countTokens([unlikeIdeographs(64_000)]);
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it("takes the names of special tokens for text", async () => {
    const names = "<|endoftext|>".repeat(10);
    expect(await countTokens([names])).toBeGreaterThanOrEqual(60);
    expect(await countTokens([names])).toBeGreaterThanOrEqual(realTokens(names));
  });
});
