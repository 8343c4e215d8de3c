/** Figures as the store gives them, which may be numbers, their text, or nothing yet. */
import "server-only";

import { z } from "zod";

import { Refusal } from "../errors.ts";

const hashSchema = z.record(z.string(), z.unknown()).nullable();

/** @throws Refusal `store_unavailable` for anything that is no whole number: a wrong figure is worse than none */
export function wholeNumber(value: unknown): number {
  const number = typeof value === "string" && value !== "" ? Number(value) : (value ?? 0);
  if (typeof number !== "number" || !Number.isSafeInteger(number)) throw new Refusal("store_unavailable");
  return number;
}

/** @param hash as HGETALL answers; null when it does not exist @throws like `wholeNumber`, also for what is no hash */
export function wholeNumbers(hash: unknown): Record<string, number> {
  const known = hashSchema.safeParse(hash);
  if (!known.success) throw new Refusal("store_unavailable");
  return Object.fromEntries(Object.entries(known.data ?? {}).map(([name, value]) => [name, wholeNumber(value)]));
}
