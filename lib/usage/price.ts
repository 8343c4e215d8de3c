/** What tokens cost: pure, exact, in whole micro-USD, rounded up once per reply. Nothing here can come out free by mistake. */
import "server-only";

import type { ModelConfig } from "../config-schema.ts";

/** Tokens as the provider reports them. Input includes cached and cache-write tokens; output includes hidden reasoning. */
export type Usage = { input: number; cachedInput: number; cacheWrite: number; output: number };

/** USD per million tokens is micro-USD per token; prices have at most six decimals, so these units make them whole. */
const UNITS_PER_MICRO_USD = 1_000_000;

/**
 * @returns micro-USD, an exact integer
 * @throws RangeError for a usage that no provider can mean: negative, fractional, NaN, absurdly large, or more cached than there was
 */
export function priceOf(model: ModelConfig, usage: Usage): number {
  if (!isUsage(usage)) throw new RangeError("The usage is not one");
  const { input, cachedInput, cacheWrite, output } = model.usdPerMillionTokens;
  const fresh = usage.input - usage.cachedInput - usage.cacheWrite;
  const inputUnits = times(fresh, input) + times(usage.cachedInput, cachedInput) + times(usage.cacheWrite, cacheWrite);
  return roundUp(model, usage.input, { inputUnits, outputUnits: times(usage.output, output) });
}

/**
 * The most that so many tokens can cost: every input token at the dearest of the input prices.
 * @returns micro-USD, an integer
 */
export function dearestPriceOf(model: ModelConfig, tokens: { input: number; output: number }): number {
  const { input, cachedInput, cacheWrite, output } = model.usdPerMillionTokens;
  const inputUnits = times(tokens.input, Math.max(input, cachedInput, cacheWrite));
  return roundUp(model, tokens.input, { inputUnits, outputUnits: times(tokens.output, output) });
}

type Units = { inputUnits: bigint; outputUnits: bigint };

function roundUp({ longContext }: ModelConfig, inputTokens: number, { inputUnits, outputUnits }: Units): number {
  const isLong = longContext !== undefined && inputTokens > longContext.aboveInputTokens;
  const total = isLong
    ? inputUnits * factor(longContext.inputTimes) + outputUnits * factor(longContext.outputTimes)
    : (inputUnits + outputUnits) * factor(1);
  const divisor = BigInt(UNITS_PER_MICRO_USD) * factor(1);
  return wholeNumber((total + divisor - 1n) / divisor);
}

/** Past exact integers the store could not add it up. */
function wholeNumber(microUsd: bigint): number {
  if (microUsd > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError("The price is not one");
  return Number(microUsd);
}

function times(tokens: number, price: number): bigint {
  return BigInt(tokens) * BigInt(Math.round(price * UNITS_PER_MICRO_USD));
}

/** Factors have at most two decimals. */
function factor(value: number): bigint {
  return BigInt(Math.round(value * 100));
}

/** Whether a provider can mean it. A usage comes from outside, whatever its type says. */
export function isUsage({ input, cachedInput, cacheWrite, output }: Usage): boolean {
  const whole = [input, cachedInput, cacheWrite, output].every((tokens) => Number.isSafeInteger(tokens) && tokens >= 0);
  return whole && cachedInput + cacheWrite <= input;
}
