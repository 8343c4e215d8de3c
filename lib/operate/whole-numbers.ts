/** Figures as the store gives them, which may be numbers, their text, or nothing yet. */
import { Refusal } from "../errors.ts";

/** @throws Refusal `store_unavailable` for anything that is no whole number: a wrong figure is worse than none */
export function wholeNumber(value: unknown): number {
  const number = Number(value ?? 0);
  if (!Number.isSafeInteger(number)) throw new Refusal("store_unavailable");
  return number;
}

/** @param hash as HGETALL answers; null when it does not exist */
export function wholeNumbers(hash: Record<string, unknown> | null): Record<string, number> {
  return Object.fromEntries(Object.entries(hash ?? {}).map(([name, value]) => [name, wholeNumber(value)]));
}
