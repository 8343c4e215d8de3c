/** What the owner, or a machine of the owner's, changes about a user. Each change is audited, with who made it. */
import "server-only";

import { z } from "zod";

import { Refusal } from "../errors.ts";
import { toMicroUsd } from "../ledger/budget-windows.ts";
import { addCreditIn, type Credit, MOST_CREDIT } from "../ledger/credit.ts";
import { isPlan } from "../safeguards.ts";
import { defineScript } from "../store/define-script.ts";
import { keys } from "../store/keys.ts";
import { fromStore } from "../store/redis.ts";
import { runScript } from "../store/run-script.ts";
import { audit } from "./pause.ts";
import { setBlocked } from "./set-blocked.ts";

/** Half a character is none: the store would keep another in its place. */
const text = z.string().refine((value) => value.isWellFormed());
const usd = z.number().min(0).max(1_000_000).nullable().optional();

/** Absent leaves as it is, null removes. */
export const changeSchema = z
  .strictObject({
    blocked: z.boolean(),
    plan: z.string().refine(isPlan).nullable(),
    budgetUsd: z.strictObject({ day: usd, month: usd }).nullable(),
    /** ISO 8601 with a time zone. A time that is over takes the grant away. */
    until: z.iso.datetime({ offset: true }).nullable(),
    note: text.max(500).nullable(),
  })
  .partial();
export type Change = z.infer<typeof changeSchema>;

export const paymentSchema = z.strictObject({
  microUsd: z.int().min(-MOST_CREDIT).max(MOST_CREDIT),
  key: text.min(1).max(200),
});

/** ARGV[2] and [3] are a word of the grant and its new value, empty to remove it, and so on in pairs. */
const CHANGE_GRANT = defineScript({
  keys: ["grant"],
  args: ["now"],
  lua: `
local own, words = {}, {}
for name, value in string.gmatch(redis.call('GET', grant) or '', '(%w+)=(%S+)') do own[name] = value end
if own['until'] and tonumber(own['until']) <= tonumber(now) then own = {} end
for at = 2, #ARGV, 2 do
  if ARGV[at + 1] == '' then own[ARGV[at]] = nil else own[ARGV[at]] = ARGV[at + 1] end
end
for _, name in ipairs({ 'plan', 'day', 'month', 'until', 'note' }) do
  if own[name] then words[#words + 1] = name .. '=' .. own[name] end
end
if #words == 0 then redis.call('DEL', grant) else redis.call('SET', grant, table.concat(words, ' ')) end
return 'changed'
`,
});

/** @param account as GET /api/admin/usage lists it @throws Refusal `store_unavailable` */
export async function changeUser(account: string, change: Change, by: string): Promise<void> {
  const words = wordsOf(change);
  if (words.length > 0) {
    const named = { keys: { grant: keys.grant(account) }, args: { now: Date.now() }, moreArgs: words };
    await fromStore(async () => z.literal("changed").parse(await CHANGE_GRANT.run(runScript, named)));
    await audit({ by, action: "grant", about: account, change: JSON.stringify({ ...change, blocked: undefined }) });
  }
  if (change.blocked !== undefined) await setBlocked(account, change.blocked, by);
}

/** @throws Refusal `invalid_request` when the account would have more than anyone may, `store_unavailable` */
export async function addCredit(
  account: string,
  { key, microUsd }: z.infer<typeof paymentSchema>,
  by: string,
): Promise<Credit> {
  const credit = await fromStore(() => addCreditIn(runScript, { account, key, microUsd }));
  if (!credit) throw new Refusal("invalid_request", { detail: "That is more credit than an account may have." });
  if (credit.applied) await audit({ by, action: "credit", about: account, change: `${microUsd} micro-USD, ${key}` });
  return credit;
}

/** In the words of lib/auth/grant.ts: names and values in turn. */
function wordsOf({ plan, budgetUsd, until, note }: Change): string[] {
  const budget = (value: number | null | undefined) => (budgetUsd === null ? null : value);
  const words = {
    plan,
    day: asText(budget(budgetUsd?.day), toMicroUsd),
    month: asText(budget(budgetUsd?.month), toMicroUsd),
    until: asText(until, (time) => Math.max(0, Date.parse(time))),
    note: asText(note || null, encodeURIComponent),
  };
  if (note === undefined) delete (words as Partial<typeof words>).note;
  return Object.entries(words).flatMap(([name, value]) => (value === undefined ? [] : [name, value ?? ""]));
}

function asText<T>(value: T | null | undefined, write: (value: T) => string | number): string | null | undefined {
  if (value === undefined) return undefined;
  return value === null ? null : String(write(value));
}
