/** Reads what the scripts write about running replies, for those who only look. */
import "server-only";

import { STEP_MS } from "./lua.ts";
import { brokenStore } from "./reservation.ts";

/** @param text an account's running replies, as the store has them @returns the end of each lease in epoch milliseconds, by reservation */
export function leaseEnds(text: unknown): Map<string, number> {
  if (text === null) return new Map();
  if (typeof text !== "string" || !/^\S+ \d+(?: \S+ \d+)*$/.test(text)) throw brokenStore();
  return new Map(Array.from(text.matchAll(/(\S+) (\d+)/g), ([, id = "", end]) => [id, Number(end)]));
}

/** @param text the service's count of running replies @returns those whose lease has not ended, to five seconds */
export function countRunning(text: unknown, nowMs: number): number {
  if (text === null || text === "") return 0;
  if (typeof text !== "string" || !/^\d+ \d+(?: \d+ \d+)*$/.test(text)) throw brokenStore();
  const steps = Array.from(text.matchAll(/(\d+) (\d+)/g));
  return steps.reduce((sum, [, at, count]) => sum + (Number(at) * STEP_MS > nowMs ? Number(count) : 0), 0);
}
