/** What the ends of a hold share: settling and cancelling. */
import "server-only";

/**
 * A cost replaces the hold in the periods that were reserved in, or in the credit that it was taken from. Where the store has lost the
 * hold, the cost alone is counted: the reply was billed. What credit cannot pay counts in the user's periods, so that nothing is lost.
 * Needs NUMBERS, SLOTS, GAUGE and the names of the script that it is in.
 */
export const END = `
local stored = redis.call('MGET', reservation, running, credit, outstanding)
local known, slots, lease_end = stored[1], {}, nil
for _, slot in ipairs(read_slots(stored[2])) do
  if slot.id == id then lease_end = slot.lease_end else slots[#slots + 1] = slot end
end
local is_over = known and string.sub(known, 1, 5) ~= 'held '
local held_text, source = string.match(known or '', '^held (%d+)(.*)$')
local held, from_credit = money(held_text), source == ' credit'
local function free_slot()
  if lease_end then write_slots(running, slots, held_ms) end
end
local function end_in(hash, keep_ms, was, cost)
  local used = redis.call('HMGET', hash, month, day, 'running')
  local function after(text)
    local sum = money(text)
    return whole(sum < was and sum + cost or sum - was + cost)
  end
  local fields = { month, after(used[1]), day, after(used[2]) }
  if used[3] and lease_end then fields[5], fields[6] = 'running', recount(used[3], { lease_end }, {}) end
  return { hash = hash, is_new = not used[1], fields = fields, keep_ms = keep_ms }
end
local function read_ends(cost)
  if not from_credit then return { end_in(spend, spend_ms, held, cost), end_in(service, service_ms, held, cost) } end
  local has, all, rest = money(stored[3]), money(stored[4]), held - cost
  local ends = { end_in(service, service_ms, held, cost) }
  local left = math.max(0, has + rest)
  if has + rest < 0 then ends[2] = end_in(spend, spend_ms, 0, 0 - has - rest) end
  ends.credit, ends.outstanding = whole(left), whole(math.max(0, all + left - has))
  return ends
end
local function write_ends(ends)
  for _, one in ipairs(ends) do
    redis.call('HSET', one.hash, unpack(one.fields))
    if one.is_new then redis.call('PEXPIRE', one.hash, one.keep_ms) end
  end
  if ends.credit then redis.call('MSET', credit, ends.credit, outstanding, ends.outstanding) end
end
`;
