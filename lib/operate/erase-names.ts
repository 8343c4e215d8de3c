/** Where an account's traces can be in the store: known names by day, so that nothing has to be searched for. */
import "server-only";

import { rulesFor } from "../gate/request-rules.ts";
import { keys } from "../store/keys.ts";

const DAY_MS = 86_400_000;
/** As long as anything is kept. */
const DAYS_KEPT = 62;

/** UTC days, "2026-11-23", from tomorrow, for a server whose clock is ahead, back to the oldest that can be kept. */
export function keptDays(nowMs: number): string[] {
  return Array.from({ length: DAYS_KEPT + 2 }, (_, ago) =>
    new Date(nowMs + (1 - ago) * DAY_MS).toISOString().slice(0, 10),
  );
}

/** Everything that is the account's alone. */
export function ownNames(account: string, nowMs: number): string[] {
  const days = keptDays(nowMs);
  const months = [...new Set(days.map((day) => day.slice(0, 7)))];
  const spend = [...days, ...months].map((period) => keys.userSpend(account, period));
  return [keys.running(account), keys.account(account), ...spend, ...requestWindows(account, nowMs)];
}

/** As @upstash/ratelimit names them: a sliding window is made of the current one and the one before. */
function requestWindows(account: string, nowMs: number): string[] {
  const user = { id: account, account, name: "", email: null, plan: "member" } as const;
  return (["chat", "token"] as const).flatMap((counted) =>
    rulesFor(counted, user, "").flatMap(({ by, window, windowSeconds, key }) => {
      if (by !== "user") return [];
      const current = Math.floor(nowMs / (windowSeconds * 1000));
      const prefix = `${keys.requests(`${counted}:user`, window)}:${key}`;
      return [current + 1, current, current - 1].map((number) => `${prefix}:${number}`);
    }),
  );
}
