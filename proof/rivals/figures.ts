/** What a comparison comes down to, in numbers: shares of what applies, safeguards that fail, and money beyond the ceiling. */
import type { Result } from "../attack/report.ts";
import { missingIn, type Safeguard, SAFEGUARDS, safeguardOf } from "../attack/safeguards.ts";
import type { MoneyResult } from "../attack/money.ts";

export type Tally = { held: number; failed: number; notApplicable: number; applicable: number; share: number };
export type Failing = Pick<Safeguard, "name" | "means"> & { failed: number; applicable: number; isMissing: boolean };

export function tally(results: Result[]): Tally {
  const count = (held: boolean | null) => results.filter((result) => result.held === held).length;
  const [held, failed, notApplicable] = [count(true), count(false), count(null)];
  const applicable = held + failed;
  return { held, failed, notApplicable, applicable, share: applicable === 0 ? 0 : held / applicable };
}

/** The safeguards with an attack that got through, in the suite's order. */
export function failing(results: Result[]): Failing[] {
  const missing = new Set(missingIn(results).map(({ name }) => name));
  const byName = Map.groupBy(results, ({ id }) => safeguardOf(id).name);
  return SAFEGUARDS.map(({ name, means }) => {
    const { failed, applicable } = tally(byName.get(name) ?? []);
    return { name, means, failed, applicable, isMissing: missing.has(name) };
  }).filter(({ failed }) => failed > 0);
}

/** How many times the ceiling was billed; 1 or less is what a ceiling promises. */
export function times({ billedMicroUsd, ceilingMicroUsd }: MoneyResult): number {
  return billedMicroUsd / ceilingMicroUsd;
}

export function overshot(money: MoneyResult[]): MoneyResult[] {
  return money.filter((result) => times(result) > 1);
}

export function worst(money: MoneyResult[]): number {
  return Math.max(0, ...money.map(times));
}
