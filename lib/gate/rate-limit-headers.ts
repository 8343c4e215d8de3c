/** The RateLimit and RateLimit-Policy fields (draft-ietf-httpapi-ratelimit-headers). */
import type { Counter } from "./request-rules.ts";

/** One window of one counter, as it stands after this request. */
export type Standing = Pick<Counter, "by"> &
  Counter["windows"][number] & {
    remaining: number;
    /** Epoch milliseconds at which at least one request fits again. */
    resetAtMs: number;
  };

/** A shared address shows only when it is spent: its count is other people's business. */
export function rateLimitHeaders(standings: Standing[]): Record<string, string> {
  const shown = standings.filter(({ by, remaining }) => by === "user" || remaining === 0);
  return {
    "ratelimit-policy": shown.map((one) => `"${name(one)}";q=${one.limit};w=${one.windowSeconds}`).join(", "),
    ratelimit: shown.map((one) => `"${name(one)}";r=${one.remaining};t=${secondsLeft(one)}`).join(", "),
  };
}

function name({ by, window }: Standing): string {
  return `${by}-${window}`;
}

function secondsLeft({ resetAtMs }: Standing): number {
  return Math.max(0, Math.ceil((resetAtMs - Date.now()) / 1000));
}
