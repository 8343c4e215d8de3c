/** The heartbeat of a process: one look a second at what may end its replies, and now and then a renewal of their leases. */
import "server-only";

import { defineScript, type RunScript } from "../store/define-script.ts";
import { keys } from "../store/keys.ts";
import { GAUGE, NUMBERS, SLOTS } from "./lua.ts";
import { brokenStore, LEASE_MS, MEMORY_MS, type Reservation } from "./reservation.ts";
import { leaseEnds } from "./slots.ts";

export type RenewAnswer = "ok" | "paused" | "blocked" | "signed_out" | "lost";
/** Values of keys in their order, null for what does not exist. */
export type ReadKeys = (names: string[]) => Promise<unknown>;

/**
 * KEYS[3] and KEYS[4] are the first account's block and running replies, and so on in pairs; ARGV[3] its reservations, and so on.
 * Answers one word for each reservation in turn: "ok paused blocked lost".
 */
export const RENEW = defineScript({
  keys: ["service pause"],
  args: ["lease_end held_ms"],
  lua: `${NUMBERS}${SLOTS}${GAUGE}
local stored, answers, ended, begun = redis.call('MGET', unpack(KEYS, 2)), {}, {}, {}
for account = 1, #ARGV - 2 do
  local block, slots, is_changed = stored[2 * account], read_slots(stored[2 * account + 1]), false
  local by_id = {}
  for _, slot in ipairs(slots) do by_id[slot.id] = slot end
  for id in string.gmatch(ARGV[account + 2], '%S+') do
    local slot = by_id[id]
    answers[#answers + 1] = stored[1] and 'paused' or block and 'blocked' or not slot and 'lost' or 'ok'
    if answers[#answers] == 'ok' then
      ended[#ended + 1], begun[#begun + 1], slot.lease_end, is_changed = slot.lease_end, lease_end, lease_end, true
    end
  end
  if is_changed then write_slots(KEYS[2 * account + 2], slots, held_ms) end
end
local counts = #begun > 0 and redis.call('HGET', service, 'running')
if counts then redis.call('HSET', service, 'running', recount(counts, ended, begun)) end
return table.concat(answers, ' ')
`,
});

/** Renews the leases of the replies that may go on. @returns one answer each, in their order */
export async function renewIn(run: RunScript, reservations: Reservation[], nowMs: number): Promise<RenewAnswer[]> {
  const accounts = [...Map.groupBy(reservations, ({ account }) => account)];
  const answer = await RENEW.run(run, {
    keys: { service: keys.serviceSpend, pause: keys.pause },
    args: { lease_end: nowMs + LEASE_MS, held_ms: MEMORY_MS.held_ms },
    moreKeys: accounts.flatMap(([account]) => [keys.blocked(account), keys.running(account)]),
    moreArgs: accounts.map(([, all]) => all.map(({ id }) => id).join(" ")),
  });
  const ids = accounts.flatMap(([, all]) => all.map(({ id }) => id));
  const words = typeof answer === "string" ? answer.split(" ") : [];
  if (words.length !== ids.length || !words.every(isAnswer)) throw brokenStore();
  const byId = new Map(ids.map((id, at) => [id, words[at]]));
  return reservations.map(({ id }) => byId.get(id) ?? "lost");
}

/** The same answers by one plain command, and whether the session was ended. Renews nothing. */
export async function watchIn(read: ReadKeys, reservations: Reservation[]): Promise<RenewAnswer[]> {
  const accounts = [...new Set(reservations.map(({ account }) => account))];
  const marks = new Set(reservations.flatMap(({ account, userId }) => [account, userId].map(keys.signedOut)));
  const perAccount = accounts.flatMap((account) => [keys.blocked(account), keys.running(account)]);
  const names = [keys.pause, ...perAccount, ...marks];
  const values: unknown = await read(names);
  if (!Array.isArray(values) || values.length !== names.length || values.includes(undefined)) throw brokenStore();
  const stored = new Map<string, unknown>(names.map((name, at) => [name, values[at]]));
  return reservations.map(({ id, account, userId, signedInAt }) => {
    if (stored.get(keys.pause) !== null) return "paused";
    if (stored.get(keys.blocked(account)) !== null) return "blocked";
    const endedAt = [account, userId].map((whose) => Number(stored.get(keys.signedOut(whose)) ?? -1));
    if (endedAt.some(Number.isNaN)) throw brokenStore();
    if (signedInAt <= Math.max(...endedAt)) return "signed_out";
    return leaseEnds(stored.get(keys.running(account))).has(id) ? "ok" : "lost";
  });
}

function isAnswer(word: string): word is RenewAnswer {
  return ["ok", "paused", "blocked", "lost"].includes(word);
}
