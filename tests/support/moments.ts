/** Keeps tests away from the moments at which figures begin anew: midnight UTC, and the edges of the request windows. */
import { setTimeout as sleep } from "node:timers/promises";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
export const FIVE_MINUTES_MS = 5 * MINUTE_MS;

/** Waits for the next period, of those that follow one another since the epoch, when less than `leastMs` are left of this one. */
export async function awayFromEnd(periodMs: number, leastMs: number): Promise<void> {
  const leftMs = periodMs - (Date.now() % periodMs);
  if (leftMs < leastMs) await sleep(leftMs + 100);
}

/** A run that began just before midnight would look for its figures on another day. */
export function awayFromMidnight(): Promise<void> {
  return awayFromEnd(DAY_MS, 8 * MINUTE_MS);
}
