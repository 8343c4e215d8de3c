/** A model that a visitor may choose, and its price in words. */
import { models } from "../strings.ts";

/** `usualMicroUsd` is the price of an answer of usual length, in micro-USD: for comparing, not for counting. */
export type ModelChoice = { id: string; usualMicroUsd: number };

/** How a model compares with the cheapest one at hand: "gpt-5-mini · about 4 × the price". */
export function modelLabel({ id, usualMicroUsd }: ModelChoice, choices: ModelChoice[]): string {
  const least = Math.min(...choices.map((choice) => choice.usualMicroUsd));
  if (usualMicroUsd <= least || least === 0) return `${id} · ${models.cheapest}`;
  const times = usualMicroUsd / least;
  return `${id} · ${models.dearer(times < 2 ? times.toFixed(1) : String(Math.round(times)))}`;
}
