/** Prices for tests of money: models with generated ones, and a price reckoned with fractions, the way one does it on paper. */
import * as fc from "fast-check";

import type { ModelConfig } from "../../../lib/config-schema.ts";
import type { Usage } from "../../../lib/usage/price.ts";

type Prices = ModelConfig["usdPerMillionTokens"];

export function modelOf(prices: Partial<Prices>, rest: Partial<ModelConfig> = {}): ModelConfig {
  const usdPerMillionTokens = { input: 1, cachedInput: 1, cacheWrite: 1, output: 1, ...prices };
  return { usdPerMillionTokens, contextTokens: 1_000_000, reasoning: false, ...rest };
}

/** One micro-USD a token of input, and nothing for output: its price is the number of input tokens. */
export const COUNTS_INPUT = modelOf({ input: 1, cachedInput: 0, cacheWrite: 0, output: 0 });

const price = fc.oneof(
  fc.integer({ min: 1, max: 50_000_000 }).map((millionths) => millionths / 1_000_000),
  fc.constantFrom(0.1, 0.01, 0.125, 0.5, 0.075, 1.25, 3.125, 0.000001, 10_000),
);
const times = fc.integer({ min: 100, max: 400 }).map((hundredths) => hundredths / 100);
const longContext = fc.record({
  aboveInputTokens: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 300_000 })),
  inputTimes: times,
  outputTimes: times,
});

export const anyModel: fc.Arbitrary<ModelConfig> = fc
  .record({
    usdPerMillionTokens: fc.record({ input: price, cachedInput: price, cacheWrite: price, output: price }),
    contextTokens: fc.constant(1_000_000),
    reasoning: fc.boolean(),
    tier: fc.option(longContext, { nil: undefined }),
  })
  .map(({ tier, ...model }) => (tier ? { ...model, longContext: tier } : model));

/** Any split of at most so many tokens. */
export function usageUpTo(input: number, output: number): fc.Arbitrary<Usage> {
  return fc
    .tuple(
      fc.integer({ min: 0, max: input }),
      fc.nat({ max: 1_000 }),
      fc.nat({ max: 1_000 }),
      fc.integer({ min: 0, max: output }),
    )
    .map(([input, cached, written, output]) => {
      const cachedInput = Math.floor((input * cached) / 1_000);
      return { input, cachedInput, cacheWrite: Math.floor(((input - cachedInput) * written) / 1_000), output };
    });
}

type Fraction = { over: bigint; under: bigint };

/** The price on paper: decimal digits as fractions, summed, and rounded up once. */
export function priceOnPaper(model: ModelConfig, ...usages: Usage[]): bigint {
  const { over, under } = total(usages.flatMap((usage) => linesOf(model, usage)));
  return over % under === 0n ? over / under : over / under + 1n;
}

function linesOf(model: ModelConfig, usage: Usage): Fraction[] {
  const { input, cachedInput, cacheWrite, output } = model.usdPerMillionTokens;
  const tier = model.longContext;
  const isLong = tier !== undefined && usage.input > tier.aboveInputTokens;
  const [inputTimes, outputTimes] = isLong ? [tier.inputTimes, tier.outputTimes] : [1, 1];
  const lines: [tokens: number, price: number, times: number][] = [
    [usage.input - usage.cachedInput - usage.cacheWrite, input, inputTimes],
    [usage.cachedInput, cachedInput, inputTimes],
    [usage.cacheWrite, cacheWrite, inputTimes],
    [usage.output, output, outputTimes],
  ];
  return lines.map(([tokens, price, times]) =>
    product({ over: BigInt(tokens), under: 1n }, decimal(price), decimal(times)),
  );
}

function total(fractions: Fraction[]): Fraction {
  const nothing = { over: 0n, under: 1n };
  return fractions.reduce((a, b) => ({ over: a.over * b.under + b.over * a.under, under: a.under * b.under }), nothing);
}

function product(...factors: Fraction[]): Fraction {
  return factors.reduce((a, b) => ({ over: a.over * b.over, under: a.under * b.under }));
}

/** As a person reads the number: by its digits. */
function decimal(value: number): Fraction {
  const [digits = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = digits.split(".");
  const shift = fraction.length - Number(exponent);
  const over = BigInt(whole + fraction);
  return shift >= 0 ? { over, under: 10n ** BigInt(shift) } : { over: over * 10n ** BigInt(-shift), under: 1n };
}
