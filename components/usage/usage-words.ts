/** Windows, moments and money as a visitor reads them. */
import { usage } from "../strings/frame.ts";

const WINDOW_NAMES = new Map(Object.entries(usage.windows));

export function windowName(window: string): string {
  return WINDOW_NAMES.get(window) ?? window;
}

/** The time of day, and the day where it is another one. @param moment ISO 8601 or epoch milliseconds */
export function momentText(moment: string | number, now = new Date()): string {
  const date = new Date(moment);
  const sameDay = date.toDateString() === now.toDateString();
  const day = sameDay ? {} : ({ weekday: "long", day: "numeric", month: "long" } as const);
  return new Intl.DateTimeFormat(undefined, { ...day, hour: "2-digit", minute: "2-digit" }).format(date);
}

/** A third digit only where it says something: a reply costs a fraction of a cent. */
export function dollars(microUsd: number): string {
  const usd = microUsd / 1_000_000;
  return `$${usd.toFixed(usd < 1 ? 3 : 2).replace(/(\.\d\d)0$/, "$1")}`;
}

/** Two digits are all that an estimate is worth: 1316 is "1,300". */
export function roughly(count: number): string {
  const rough = count < 100 ? Math.floor(count) : Number(count.toPrecision(2));
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 }).format(rough);
}
