/** UTC days and months, by which spending and figures are counted. */

export const DAY_MS = 86_400_000;

/** "2026-11-23" */
export function utcDay(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

/** "2026-11" */
export function utcMonth(epochMs: number): string {
  return utcDay(epochMs).slice(0, 7);
}

/** The first moment of the day, in epoch milliseconds. */
export function startOfDay(epochMs: number): number {
  return epochMs - (epochMs % DAY_MS);
}

/** That many days, the one of `epochMs` last. */
export function lastDays(epochMs: number, count: number): string[] {
  return Array.from({ length: count }, (_, at) => utcDay(epochMs - (count - 1 - at) * DAY_MS));
}
