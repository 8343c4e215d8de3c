/** What an account has used of its budgets, holds included. */
import "server-only";

import { defineScript, type RunScript } from "../store/define-script.ts";
import { keys } from "../store/keys.ts";
import { brokenStore } from "./reservation.ts";

/**
 * A script, because the store's client sends scripts and plain reads apart, and this shares its round trip with the request limits' figures.
 * Answers "used <micro-USD of the day> <of the month>".
 */
export const USED = defineScript({
  keys: ["spend"],
  args: ["day month"],
  lua: `
local used = redis.call('HMGET', spend, day, month)
return 'used ' .. (used[1] or '0') .. ' ' .. (used[2] or '0')
`,
});

export type Used = { day: number; month: number };

/** @returns micro-USD @throws when the store gives no answer, or one that is not the script's */
export async function usedIn(
  run: RunScript,
  account: string,
  { day, month }: { day: string; month: string },
): Promise<Used> {
  const answer = await USED.run(run, { keys: { spend: keys.userSpend(account) }, args: { day, month } });
  const [, ...figures] = (typeof answer === "string" && /^used (\d+) (\d+)$/.exec(answer)) || [];
  const [ofDay = Number.NaN, ofMonth = Number.NaN] = figures.map(Number);
  if (!Number.isSafeInteger(ofDay) || !Number.isSafeInteger(ofMonth)) throw brokenStore();
  return { day: ofDay, month: ofMonth };
}
