import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { config } from "../support/config.ts";
import { dearestPriceOf, priceOf, type Usage } from "../../lib/usage/price.ts";
import { anyModel, modelOf, priceOnPaper, usageUpTo } from "../support/ledger/prices.ts";

const luna = config.models["gpt-6-luna"];
const NOTHING: Usage = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };

describe("a price", () => {
  it.each<[string, Partial<Usage>, number]>([
    ["of nothing is nothing", {}, 0],
    ["of input is its own", { input: 1_000 }, 100],
    ["of output is its own", { output: 1_000 }, 500],
    ["of cached input is the cheaper one", { input: 1_000, cachedInput: 1_000 }, 10],
    ["of input written to the cache is the dearer one", { input: 1_000, cacheWrite: 1_000 }, 125],
    ["counts each input token once", { input: 1_000, cachedInput: 200, cacheWrite: 300 }, 50 + 2 + 37.5 + 0.5],
    ["is rounded up once for the whole reply", { input: 1, output: 1 }, 1],
    ["is not rounded where it is whole", { input: 10, output: 2 }, 2],
  ])("%s", (_, usage, expected) => {
    expect(priceOf(luna, { ...NOTHING, ...usage })).toBe(expected);
  });

  it("doubles above the long-context mark and not at it", () => {
    const tiered = modelOf({}, { longContext: { aboveInputTokens: 1_000, inputTimes: 2, outputTimes: 1.5 } });
    expect(priceOf(tiered, { ...NOTHING, input: 1_000, output: 100 })).toBe(1_100);
    expect(priceOf(tiered, { ...NOTHING, input: 1_001, output: 100 })).toBe(2_152);
    expect(priceOf(tiered, { ...NOTHING, input: 1_001, cachedInput: 900, output: 0 })).toBe(2_002);
  });

  it("is what one reckons on paper, to the last micro-USD", () => {
    const both = fc.tuple(anyModel, usageUpTo(50_000_000, 50_000_000));
    fc.assert(
      fc.property(both, ([model, usage]) => {
        expect(BigInt(priceOf(model, usage))).toBe(priceOnPaper(model, usage));
      }),
      { numRuns: 5_000 },
    );
  });

  it("is never free where a token was used", () => {
    fc.assert(
      fc.property(anyModel, usageUpTo(100, 100), (model, usage) => {
        const price = priceOf(model, usage);
        expect(price > 0).toBe(usage.input + usage.output > 0);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is never above the dearest price of the same tokens, nor of more", () => {
    const more = fc.nat({ max: 1_000 });
    fc.assert(
      fc.property(anyModel, usageUpTo(400_000, 10_000), more, more, (model, usage, moreIn, moreOut) => {
        const most = dearestPriceOf(model, { input: usage.input + moreIn, output: usage.output + moreOut });
        expect(priceOf(model, usage)).toBeLessThanOrEqual(most);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("refuses to price a usage", () => {
  const fields: (keyof Usage)[] = ["input", "cachedInput", "cacheWrite", "output"];
  const bad: [string, number][] = [
    ["negative", -1],
    ["fractional", 1.5],
    ["NaN", Number.NaN],
    ["infinite", Number.POSITIVE_INFINITY],
    ["past exact integers", 2 ** 53],
  ];
  const usage = { input: 100, cachedInput: 10, cacheWrite: 10, output: 100 };

  it.each(bad.flatMap(([word, value]) => fields.map((field) => [word, field, value] as const)))(
    "with a %s %s",
    (_, field, value) => {
      expect(() => priceOf(luna, { ...usage, [field]: value })).toThrow(RangeError);
    },
  );

  it.each(fields)("without %s", (field) => {
    const { [field]: _, ...rest } = usage;
    expect(() => priceOf(luna, rest as Usage)).toThrow(RangeError);
  });

  it.each<[string, Usage]>([
    ["cached", { ...usage, cachedInput: 101, cacheWrite: 0 }],
    ["written to the cache", { ...usage, cachedInput: 0, cacheWrite: 101 }],
    ["cached and written together", { ...usage, cachedInput: 51, cacheWrite: 50 }],
  ])("with more %s than there was", (_, usage) => {
    expect(() => priceOf(luna, usage)).toThrow(RangeError);
  });

  it("whose price is past exact integers", () => {
    expect(() => priceOf(modelOf({ output: 10_000 }), { ...NOTHING, output: 2 ** 52 })).toThrow(RangeError);
  });
});

describe("a price table", () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])("with %s in it prices nothing", (price) => {
    expect(() => priceOf(modelOf({ input: price }), { ...NOTHING, input: 1 })).toThrow(RangeError);
    expect(() => dearestPriceOf(modelOf({ output: price }), { input: 1, output: 1 })).toThrow(RangeError);
  });

  it.each(Object.entries(config.models))("says for %s that no token is free", (_, { usdPerMillionTokens }) => {
    expect(Math.min(...Object.values(usdPerMillionTokens))).toBeGreaterThan(0);
  });
});
