/** What tokens cost: pure, exact, in whole micro-USD, rounded up once per reply. Nothing here can come out free by mistake. */
import "server-only";

import type { ModelConfig } from "../config-schema.ts";

/** Tokens as the provider reports them. Input includes cached and cache-write tokens; output includes hidden reasoning. */
export type Usage = { input: number; cachedInput: number; cacheWrite: number; output: number };

/** USD per million tokens is micro-USD per token; prices have at most six decimals, so these units make them whole. */
const UNITS_PER_MICRO_USD = 1_000_000;

/** An exact amount of money, not yet rounded, so that amounts can be added first. */
export type Units = bigint;

/** Factors of long context have at most two decimals. */
const UNITS_OF_FACTOR = 100;
const UNITS_PER_ROUNDED = BigInt(UNITS_PER_MICRO_USD) * BigInt(UNITS_OF_FACTOR);

/**
 * @returns micro-USD, an exact integer
 * @throws RangeError for a usage that no provider can mean: negative, fractional, NaN, absurdly large, or more cached than there was
 */
export function priceOf(model: ModelConfig, usage: Usage): number {
  return roundUp(unitsOf(model, usage));
}

/** The same before it is rounded. @throws RangeError likewise */
export function unitsOf(model: ModelConfig, usage: Usage): Units {
  if (!isUsage(usage)) throw new RangeError("The usage is not one");
  const { input, cachedInput, cacheWrite, output } = model.usdPerMillionTokens;
  const fresh = usage.input - usage.cachedInput - usage.cacheWrite;
  const inputUnits = times(fresh, input) + times(usage.cachedInput, cachedInput) + times(usage.cacheWrite, cacheWrite);
  return sum(model, usage.input, { inputUnits, outputUnits: times(usage.output, output) });
}

/**
 * The most that so many tokens can cost: every input token at the dearest of the input prices.
 * @returns micro-USD, an integer
 */
export function dearestPriceOf(model: ModelConfig, tokens: { input: number; output: number }): number {
  return roundUp(dearestUnitsOf(model, tokens));
}

/** The same before it is rounded. */
export function dearestUnitsOf(model: ModelConfig, tokens: { input: number; output: number }): Units {
  const { input, cachedInput, cacheWrite, output } = model.usdPerMillionTokens;
  const inputUnits = times(tokens.input, Math.max(input, cachedInput, cacheWrite));
  return sum(model, tokens.input, { inputUnits, outputUnits: times(tokens.output, output) });
}

/** @returns micro-USD, an integer @throws RangeError past exact integers */
export function roundUp(units: Units): number {
  return wholeNumber((units + UNITS_PER_ROUNDED - 1n) / UNITS_PER_ROUNDED);
}

/** @param microUsd an integer */
export function fromMicroUsd(microUsd: number): Units {
  return BigInt(microUsd) * UNITS_PER_ROUNDED;
}

type Parts = { inputUnits: bigint; outputUnits: bigint };

function sum({ longContext }: ModelConfig, inputTokens: number, { inputUnits, outputUnits }: Parts): Units {
  const isLong = longContext !== undefined && inputTokens > longContext.aboveInputTokens;
  return isLong
    ? inputUnits * factor(longContext.inputTimes) + outputUnits * factor(longContext.outputTimes)
    : (inputUnits + outputUnits) * factor(1);
}

/** Past exact integers the store could not add it up. */
function wholeNumber(microUsd: bigint): number {
  if (microUsd > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError("The price is not one");
  return Number(microUsd);
}

function times(tokens: number, price: number): bigint {
  return BigInt(tokens) * BigInt(Math.round(price * UNITS_PER_MICRO_USD));
}

function factor(value: number): bigint {
  return BigInt(Math.round(value * UNITS_OF_FACTOR));
}

/** Whether a provider can mean it. A usage comes from outside, whatever its type says. */
export function isUsage({ input, cachedInput, cacheWrite, output }: Usage): boolean {
  const whole = [input, cachedInput, cacheWrite, output].every((tokens) => Number.isSafeInteger(tokens) && tokens >= 0);
  return whole && cachedInput + cacheWrite <= input;
}
