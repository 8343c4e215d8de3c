/** Puts back what the store has lost of the service's totals: the larger of what it has and what is known elsewhere. */
import "server-only";

import { defineScript, type RunScript } from "../store/define-script.ts";
import { keys } from "../store/keys.ts";
import { NUMBERS } from "./lua.ts";
import { MEMORY_MS } from "./reservation.ts";
import { HAS_FORGOTTEN, parseTotals, type Totals } from "./totals.ts";

/**
 * Where nothing is lost nothing changes: totals fall when replies are settled. A ledger that has lost something begins anew, so that
 * every process that has seen more notices. Answers the totals afterwards: "seen,…", or "began,…" for the call that began it.
 */
export const RESTORE = defineScript({
  keys: ["service"],
  args: ["seen_since seen_holds month month_used month_alerted day day_used day_alerted now service_ms"],
  lua: `${NUMBERS}${HAS_FORGOTTEN}
local known = redis.call('HMGET', service, 'since', 'holds', month, month .. ':alerted', day, day .. ':alerted')
local is_lost, since, word = has_forgotten(known[1], known[2], seen_since, seen_holds), known[1], 'seen'
local function larger(text, other)
  if money(text) < money(other) and (is_lost or seen_since == '') then return other end
  return text or '0'
end
if not since or (is_lost and since == seen_since) then
  since, word = whole(math.max(money(now), money(since) + 1)), 'began'
end
local holds = larger(known[2], seen_holds)
local used, used_day = larger(known[3], month_used), larger(known[5], day_used)
local alerted, alerted_day = larger(known[4], month_alerted), larger(known[6], day_alerted)
redis.call('HSET', service, 'since', since, 'holds', holds, month, used, month .. ':alerted', alerted,
  day, used_day, day .. ':alerted', alerted_day)
redis.call('PEXPIRE', service, service_ms)
return table.concat({ word, since, holds, used, alerted, used_day, alerted_day }, ',')
`,
});

/** What is known of the service: by a process that has seen it, or, without `since` and holds, from the provider's bill. */
export type Known = {
  /** UTC, "2026-11". */
  month: string;
  /** UTC, "2026-11-23". */
  day: string;
  totals: Totals | (Pick<Totals, "month" | "day"> & { since: null; holds: 0 });
};

/** @throws when the store gives no answer, or one that is not the script's; then it may be applied or not */
export async function restoreIn(run: RunScript, { month, day, totals }: Known, nowMs: number) {
  const args = {
    seen_since: totals.since ?? "",
    seen_holds: totals.holds,
    month,
    month_used: totals.month.usedMicroUsd,
    month_alerted: totals.month.alertedPercent,
    day,
    day_used: totals.day.usedMicroUsd,
    day_alerted: totals.day.alertedPercent,
    now: nowMs,
    service_ms: MEMORY_MS.service_ms,
  };
  const answer = await RESTORE.run(run, { keys: { service: keys.serviceSpend }, args });
  return parseTotals(typeof answer === "string" ? answer : "");
}
