/** The script of the reservation: all is read and judged before anything is written. */
import "server-only";

import { defineScript } from "../store/define-script.ts";
import { GRANTED } from "./granted.ts";
import { FORGET, GAUGE, NUMBERS, SLOTS } from "./lua.ts";
import { ROOM } from "./room.ts";
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
  lua: `${NUMBERS}${SLOTS}${GAUGE}${THRESHOLDS}${FORGET}${GRANTED}${HAS_FORGOTTEN}${ROOM}
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
local own = { key = spend, keep_ms = spend_ms, oldest = oldest_spend, place = 0, ceilings = { ceilings[1], ceilings[2] } }
local all = { key = service, keep_ms = service_ms, oldest = oldest_service, place = 2, ceilings = { ceilings[3], ceilings[4] } }
local want = money(hold)
read_windows(own, 0)
local on_credit = lacks_room(own, want) and money(stored[8]) >= want
local refusal, told = take(own, want, on_credit, 0)
if refusal then return refusal end
local answer = (retry_at and 'probing' or 'reserved') .. told
read_windows(all, 0)
refusal = count_hold(all)
if refusal then return refusal end
refusal, told = take(all, want, false, 0)
if refusal then return refusal end
all.fields[#all.fields + 1], all.fields[#all.fields + 2] = 'running', recount(all.known[5], {}, { lease_end }, now)
answer = answer .. told .. ' ' .. table.concat(all.totals, ',')
redis.call('SET', reservation, 'held ' .. hold .. (on_credit and ' credit' or ''), 'PX', held_ms)
redis.call('SET', token, '1', 'PX', token_ms)
slots[#slots + 1] = { id = id, lease_end = lease_end }
write_slots(running, slots, held_ms)
if retry_at then redis.call('SET', breaker, next_try) end
if on_credit then
  local promised = money(stored[9]) - want
  redis.call('MSET', credit, whole(money(stored[8]) - want), outstanding, whole(math.max(0, promised)))
end
for _, hash in ipairs({ own, all }) do
  write_windows(hash)
  if #hash.fields > 0 and hash.is_new_day then forget(hash.key, hash.oldest) end
end
return answer
`,
});
