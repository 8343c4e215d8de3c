/** Moments as the owner reads them. Always UTC, as budgets are, and always in the page's language, wherever it is drawn. */
const utc = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });

const LONG_DAY = utc({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const SHORT_DAY = utc({ day: "numeric", month: "short" });
const DAY_AND_MONTH = utc({ day: "numeric", month: "long" });
const LONG_MOMENT = utc({ dateStyle: "long", timeStyle: "short" });
const CLOCK = utc({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** @param day "2026-11-23" @returns "Monday 23 November 2026" */
export function longDay(day: string): string {
  return LONG_DAY.format(new Date(day));
}

/** @param day "2026-11-23" @returns "23 Nov" */
export function shortDay(day: string): string {
  return SHORT_DAY.format(new Date(day));
}

/** @param at ISO 8601 @param today "2026-11-23" @returns "14:03", with its day in front when that is another; what is no moment stays as it is */
export function momentText(at: string, today: string): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  const clock = CLOCK.format(moment);
  return moment.toISOString().startsWith(today) ? clock : `${SHORT_DAY.format(moment)}, ${clock}`;
}

/** @param at ISO 8601 @returns "1 January 2090 at 00:00" */
export function longMoment(at: string): string {
  return LONG_MOMENT.format(new Date(at));
}

/** @param now ISO 8601 @returns "Starts again at midnight UTC, in 9 h 57 min", or "Starts again on 1 December UTC, in 8 days" */
export function resetText(window: "day" | "month", resetAt: string, now: string): string {
  const when = window === "day" ? "at midnight UTC" : `on ${DAY_AND_MONTH.format(new Date(resetAt))} UTC`;
  return `Starts again ${when}, ${inWords(Date.parse(resetAt) - Date.parse(now))}`;
}

/** @param ms milliseconds @returns "7 ms", "1.3 s" */
export function tookText(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** Rounded up, so that it never promises too early. */
function inWords(milliseconds: number): string {
  const minutes = Math.max(1, Math.ceil(milliseconds / 60_000));
  if (minutes < 60) return `in ${minutes} min`;
  if (minutes < 48 * 60)
    return minutes % 60 === 0 ? `in ${minutes / 60} h` : `in ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `in ${Math.ceil(minutes / (24 * 60))} days`;
}
