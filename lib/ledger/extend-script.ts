/** The script that lets a hold grow: all is read and judged before anything is written. */
import "server-only";

import { defineScript } from "../store/define-script.ts";
import { GRANTED } from "./granted.ts";
import { NUMBERS, SLOTS } from "./lua.ts";
import { ROOM } from "./room.ts";
import { THRESHOLDS } from "./thresholds.ts";
import { HAS_FORGOTTEN } from "./totals.ts";

/**
 * The hold of `from` becomes one of `to`, in the periods that were reserved in. Amounts only grow, so that a repeated call is known by
 * them and changes nothing, and one that arrives late finds another amount, or a tombstone. Answers as lib/ledger/reserve-script.ts does:
 * the word of the first refusal, "lost" when the caller does not hold `from` and a slot, or "extended" with what is told of thresholds
 * and what the service has used. A hold is in the user's windows or on credit, as a whole: it stays where it is, and moves to the other
 * when only that has room.
 */
export const EXTEND = defineScript({
  keys: ["reservation pause block running grant credit outstanding ended own_ended spend service"],
  args: [
    "id from to limits thresholds parallel_replies plans signed_in_at month day now seen_since seen_holds",
    "held_ms spend_ms service_ms",
  ],
  lua: `${NUMBERS}${SLOTS}${THRESHOLDS}${GRANTED}${HAS_FORGOTTEN}${ROOM}
local stored = redis.call('MGET', unpack(KEYS, 1, 9))
local held, source = string.match(stored[1] or '', '^held (%d+)(.*)$')
local was_on_credit, has_slot = source == ' credit', false
if held ~= from then return held == to and 'extended' or 'lost' end
if stored[2] then return 'paused' end
if stored[3] then return 'blocked' end
for at = 8, 9 do
  if stored[at] and money(signed_in_at) <= money(stored[at]) then return 'signed_out' end
end
for _, slot in ipairs(read_slots(stored[4])) do has_slot = has_slot or slot.id == id end
if not has_slot then return 'lost' end
local ceilings = in_force(stored[5])
local own = { key = spend, keep_ms = spend_ms, place = 0, ceilings = { ceilings[1], ceilings[2] } }
local all = { key = service, keep_ms = service_ms, place = 2, ceilings = { ceilings[3], ceilings[4] } }
local was, whole_hold = money(from), money(to)
local growth, has = whole_hold - was, money(stored[6])
local on_credit, in_windows = was_on_credit and was or 0, was_on_credit and 0 or was
local want = whole_hold - in_windows
read_windows(own, in_windows)
local pays = has + on_credit >= whole_hold and (was_on_credit or lacks_room(own, want))
local refusal, told = take(own, want, pays, in_windows)
if refusal then return refusal end
local answer = 'extended' .. told
read_windows(all, was)
refusal = count_hold(all)
if refusal then return refusal end
refusal, told = take(all, growth, false, was)
if refusal then return refusal end
answer = answer .. told .. ' ' .. table.concat(all.totals, ',')
redis.call('SET', reservation, 'held ' .. to .. (pays and ' credit' or ''), 'PX', held_ms)
local left = has + on_credit - (pays and whole_hold or 0)
if left ~= has then
  redis.call('MSET', credit, whole(left), outstanding, whole(math.max(0, money(stored[7]) + left - has)))
end
write_windows(own)
write_windows(all)
return answer
`,
});
