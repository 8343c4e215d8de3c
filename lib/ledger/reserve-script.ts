/** The script of the reservation: all is read and judged before anything is written. */
import "server-only";

import { defineScript } from "../store/define-script.ts";
import { GRANTED } from "./granted.ts";
import { FORGET, GAUGE, NUMBERS, SLOTS } from "./lua.ts";
import { THRESHOLDS } from "./thresholds.ts";
import { HAS_FORGOTTEN } from "./totals.ts";

/**
 * A repeated call with the same reservation changes nothing. `limits` are the windows' in refusing order; times are epoch milliseconds.
 * Answers the word of the first refusal, "reserved", or "probing" when the breaker lets this one request try; then, for each window
 * that newly reached thresholds, its place, those, what is used and the limit: "reserved 4+50+80=1750000/2000000". One that has no room
 * for the hold counts as full; where it is the user's, credit for the whole hold lets it in all the same. Last comes what the service
 * has used from now on: lib/ledger/totals.ts. "forgotten" says that the store has lost what the caller has seen before.
 */
export const RESERVE = defineScript({
  keys: ["reservation token pause block breaker running grant credit outstanding ended own_ended spend service"],
  args: [
    "id hold limits thresholds parallel_replies plans signed_in_at month day now lease_end next_try seen_since seen_holds",
    "token_ms held_ms spend_ms service_ms oldest_spend oldest_service",
  ],
  lua: `${NUMBERS}${SLOTS}${GAUGE}${THRESHOLDS}${FORGET}${GRANTED}${HAS_FORGOTTEN}
local stored = redis.call('MGET', unpack(KEYS, 1, 11))
local known, retry_at, slots = stored[1], stored[5], {}
if known == 'held ' .. hold or known == 'held ' .. hold .. ' credit' then return 'reserved' end
if known then return 'cancelled' end
if stored[3] then return 'paused' end
if stored[4] then return 'blocked' end
for at = 10, 11 do
  if stored[at] and money(signed_in_at) <= money(stored[at]) then return 'signed_out' end
end
if retry_at and money(now) < money(retry_at) then return 'breaker_open' end
if stored[2] then return 'token_used' end
for _, slot in ipairs(read_slots(stored[6])) do
  if money(slot.lease_end) > money(now) then slots[#slots + 1] = slot end
end
local ceilings, parallel = in_force(stored[7])
if #slots >= parallel then return 'parallel_limit' end
local place, answer, on_credit = 0, retry_at and 'probing' or 'reserved', false
local hashes = {
  { key = spend, keep_ms = spend_ms, oldest = oldest_spend },
  { key = service, keep_ms = service_ms, oldest = oldest_service },
}
for _, hash in ipairs(hashes) do
  local known = redis.call('HMGET', hash.key, month, month .. ':alerted', day, day .. ':alerted', 'running', 'since', 'holds')
  local fields, totals = {}, {}
  if hash.key == service then
    if has_forgotten(known[6], known[7], seen_since, seen_holds) then return 'forgotten' end
    local since, holds = known[6] or now, whole(money(known[7]) + 1)
    fields = { 'running', recount(known[5], {}, { lease_end }, now), 'since', since, 'holds', holds }
    totals = { known[6] and 'seen' or 'began', since, holds }
  end
  hash.is_new, hash.is_new_day, hash.fields = not known[1], not known[3], fields
  local function is_full(at) return money(known[2 * at - 1]) + money(hold) > ceilings[place + at] end
  local pays = hash.key == spend and (is_full(1) or is_full(2)) and money(stored[8]) >= money(hold)
  on_credit = on_credit or pays
  for at, period in ipairs({ month, day }) do
    local used, ceiling, full = money(known[2 * at - 1]), ceilings[place + at], is_full(at)
    local total = pays and used or used + money(hold)
    local fresh, highest = reached(full and ceiling or total, ceiling, money(known[2 * at]))
    if fresh ~= '' then
      fresh = ' ' .. whole(place + at) .. fresh .. '=' .. whole(full and used or total) .. '/' .. whole(ceiling)
      fields[#fields + 1], fields[#fields + 2] = period .. ':alerted', highest
    end
    if full and not pays then
      if fresh ~= '' then
        redis.call('HSET', hash.key, period .. ':alerted', highest)
        redis.call('PEXPIRE', hash.key, hash.keep_ms)
      end
      return 'exhausted ' .. whole(place + at) .. fresh
    end
    if not pays then fields[#fields + 1], fields[#fields + 2] = period, whole(total) end
    if hash.key == service then
      totals[2 * at + 2], totals[2 * at + 3] = whole(total), fresh ~= '' and highest or known[2 * at] or '0'
    end
    answer = answer .. fresh
  end
  if hash.key == service then answer = answer .. ' ' .. table.concat(totals, ',') end
  place = place + 2
end
redis.call('SET', reservation, 'held ' .. hold .. (on_credit and ' credit' or ''), 'PX', held_ms)
redis.call('SET', token, '1', 'PX', token_ms)
slots[#slots + 1] = { id = id, lease_end = lease_end }
write_slots(running, slots, held_ms)
if retry_at then redis.call('SET', breaker, next_try) end
if on_credit then
  local all = money(stored[9]) - money(hold)
  redis.call('MSET', credit, whole(money(stored[8]) - money(hold)), outstanding, whole(math.max(0, all)))
end
for _, hash in ipairs(hashes) do
  if #hash.fields > 0 then
    redis.call('HSET', hash.key, unpack(hash.fields))
    if hash.is_new then redis.call('PEXPIRE', hash.key, hash.keep_ms) end
    if hash.is_new_day then forget(hash.key, hash.oldest) end
  end
end
return answer
`,
});
