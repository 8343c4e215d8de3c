/** Windows, moments and money as a visitor reads them. */
const WINDOW_NAMES = new Map([
  ["5m", "Within 5 minutes"],
  ["1h", "Within an hour"],
  ["1d", "Within a day"],
  ["day", "Today"],
  ["month", "This month"],
]);

export function windowName(window: string): string {
  return WINDOW_NAMES.get(window) ?? window;
}

/** @param resetAt ISO 8601 */
export function resetText(resetAt: string, now = new Date()): string {
  const moment = new Date(resetAt);
  const sameDay = moment.toDateString() === now.toDateString();
  const format = new Intl.DateTimeFormat(undefined, {
    ...(sameDay ? {} : { day: "numeric", month: "short" }),
    hour: "2-digit",
    minute: "2-digit",
  });
  return `More from ${format.format(moment)}`;
}

/** A third digit only where it says something: a reply costs a fraction of a cent. */
export function dollars(microUsd: number): string {
  const usd = microUsd / 1_000_000;
  return `$${usd.toFixed(usd < 1 ? 3 : 2).replace(/(\.\d\d)0$/, "$1")}`;
}
