import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { config } from "../support/config.ts";
import type { ModelConfig } from "../../lib/config-schema.ts";
import { priceOf, type Usage } from "../../lib/usage/price.ts";
import { worstCaseOf } from "../../lib/usage/worst-case.ts";
import { anyModel, COUNTS_INPUT, usageUpTo } from "../support/ledger/prices.ts";
import { anyText, realInputTokens } from "../support/ledger/texts.ts";
import { plausibleReplies } from "../support/ledger/mix.ts";

type ShippedPlan = keyof typeof config.plans;
const models: [ShippedPlan, ModelConfig][] = Object.entries(config.plans).flatMap(([plan, { models }]) =>
  Object.entries(config.models)
    .filter(([id]) => models.some((allowed) => allowed === id))
    .map(([, model]): [ShippedPlan, ModelConfig] => [plan as ShippedPlan, model]),
);
const anyTerms = fc.oneof(
  fc.constantFrom(...models).map(([plan, model]) => ({ model, maxOutputTokens: config.plans[plan].maxOutputTokens })),
  fc.record({ model: anyModel, maxOutputTokens: fc.integer({ min: 16, max: 100_000 }) }),
);

const boundOf = (texts: string[]) => worstCaseOf(COUNTS_INPUT, { texts, images: 0, maxOutputTokens: 16 });

const anyRequest = fc.array(anyText, { maxLength: 3 }).chain((texts) =>
  anyTerms.chain(({ model, maxOutputTokens }) => {
    const bound = boundOf(texts);
    return fc.record({
      texts: fc.constant(texts),
      model: fc.constant(model),
      maxOutputTokens: fc.constant(maxOutputTokens),
      usage: usageUpTo(bound, maxOutputTokens),
    });
  }),
);

describe("the worst case", () => {
  it("prices every token of input by the dearest kind, and every token of output that may come", () => {
    const model = config.models["gpt-6-luna"];
    const texts = ["x".repeat(8_000)];
    const bound = boundOf(texts);
    const usage: Usage = { input: bound, cachedInput: 0, cacheWrite: bound, output: 2_048 };
    expect(worstCaseOf(model, { texts, images: 0, maxOutputTokens: 2_048 })).toBe(priceOf(model, usage));
  });

  it("counts a character in bytes: the most tokens it can become", () => {
    const lengthOf = (text: string) => boundOf([text]) - boundOf([""]);
    expect(["a", "é", "漢", "😀", "\ud83d"].map(lengthOf)).toEqual([1, 2, 3, 4, 3]);
  });

  it("has room for what a provider says around offered tools, once", () => {
    const request = { texts: ["Hi", "{}"], images: 0, maxOutputTokens: 16 };
    const extra = worstCaseOf(COUNTS_INPUT, { ...request, offersTools: true }) - worstCaseOf(COUNTS_INPUT, request);
    expect(extra).toBeGreaterThan(530);
    expect(worstCaseOf(COUNTS_INPUT, { ...request, offersTools: false })).toBe(worstCaseOf(COUNTS_INPUT, request));
  });

  it("prices each picture at the most that it can cost, and what the chat format adds to it", () => {
    const model = { ...COUNTS_INPUT, images: true, imageTokens: 1_000 };
    const boundWith = (images: number) => worstCaseOf(model, { texts: ["Hi"], images, maxOutputTokens: 16 });
    expect(boundWith(2) - boundWith(0)).toBeGreaterThan(2_000);
    expect(boundWith(2) - boundWith(1)).toBe(boundWith(1) - boundWith(0));
  });

  it("knows no price for pictures that a model does not say", () => {
    const request = { texts: ["Hi"], images: 1, maxOutputTokens: 16 };
    expect(() => worstCaseOf(COUNTS_INPUT, request)).toThrow("no price for pictures");
  });

  it("covers what the chat format adds to each of many short messages", () => {
    for (const count of [1, 2, 10, 100]) {
      const texts = Array.from({ length: count }, () => "");
      expect(boundOf(texts)).toBeGreaterThanOrEqual(realInputTokens(texts));
    }
  });

  it("does not rely on the provider to refuse what the price table calls too long", () => {
    const [short, long] = [1_000, 1_000_000].map((contextTokens) => ({ ...COUNTS_INPUT, contextTokens }));
    const request = { texts: ["x".repeat(50_000)], images: 0, maxOutputTokens: 16 };
    expect(short && worstCaseOf(short, request)).toBe(long && worstCaseOf(long, request));
  });

  it("lets several replies of a plausible mix fit a member's day at once", () => {
    const { ratio, parallel } = plausibleReplies(2_000);
    console.info(
      `held : settled, median of 2,000 plausible replies: ${ratio.toFixed(1)} (${parallel} fit a day at once)`,
    );
    expect(ratio).toBeLessThan(24);
  });

  it("covers every text and every usage within its bounds, over 100,000 requests", { timeout: 60_000 }, () => {
    let covered = 0;
    fc.assert(
      fc.property(anyRequest, ({ model, texts, maxOutputTokens, usage }) => {
        const [held, settled] = [worstCaseOf(model, { texts, images: 0, maxOutputTokens }), priceOf(model, usage)];
        if (settled > held) throw new Error(`${JSON.stringify(usage)} costs ${settled} and not ${held}`);
        // What the tokenizer and the chat format really make of it is one of those usages.
        const real = realInputTokens(texts);
        if (real > boundOf(texts)) throw new Error(`${real} tokens against ${boundOf(texts)}`);
        covered += 1;
      }),
      { numRuns: 100_000 },
    );
    expect(covered).toBe(100_000);
  });
});
