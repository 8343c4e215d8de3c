/** Whether the windows of an account and of the service have room, and what is written when they have: for a hold, and for its growth. */
import "server-only";

/**
 * A table for each hash has its `key`, the `place` before its first window, its two `ceilings` and `keep_ms`. Needs NUMBERS, THRESHOLDS,
 * HAS_FORGOTTEN and the names `month`, `day`, `now`, `seen_since` and `seen_holds`.
 * read_windows: `was` is what the hold has in these windows already; where the store has lost it, it is counted again.
 * take: `want` more, or, where credit pays, what the hold `was` is given back. Returns a refusal, or what is told of thresholds.
 * count_hold: of the service alone; "forgotten", or nil and then the hash knows what lib/ledger/totals.ts reads.
 */
export const ROOM = `
local function read_windows(hash, was)
  hash.known = redis.call('HMGET', hash.key, month, month .. ':alerted', day, day .. ':alerted', 'running', 'since', 'holds')
  hash.is_new, hash.is_new_day, hash.fields, hash.used, hash.totals = not hash.known[1], not hash.known[3], {}, {}, {}
  for at = 1, 2 do
    local used = money(hash.known[2 * at - 1])
    hash.used[at] = used < was and used + was or used
  end
end
local function is_full(hash, want, at)
  return hash.used[at] + want > hash.ceilings[at]
end
local function lacks_room(hash, want)
  return is_full(hash, want, 1) or is_full(hash, want, 2)
end
local function count_hold(hash)
  local since, holds = hash.known[6], hash.known[7]
  if has_forgotten(since, holds, seen_since, seen_holds) then return 'forgotten' end
  hash.totals = { since and 'seen' or 'began', since or now, whole(money(holds) + 1) }
  hash.fields = { 'since', hash.totals[2], 'holds', hash.totals[3] }
end
local function take(hash, want, pays, was)
  local told, fields, totals = '', hash.fields, hash.totals
  for at, period in ipairs({ month, day }) do
    local used, ceiling, full = hash.used[at], hash.ceilings[at], is_full(hash, want, at)
    local total = pays and used - was or used + want
    local fresh, highest = reached(full and ceiling or total, ceiling, money(hash.known[2 * at]))
    if fresh ~= '' then
      fresh = ' ' .. whole(hash.place + at) .. fresh .. '=' .. whole(full and not pays and used or total) .. '/' .. whole(ceiling)
      fields[#fields + 1], fields[#fields + 2] = period .. ':alerted', highest
    end
    if full and not pays then
      if fresh ~= '' then
        redis.call('HSET', hash.key, period .. ':alerted', highest)
        redis.call('PEXPIRE', hash.key, hash.keep_ms)
      end
      return 'exhausted ' .. whole(hash.place + at) .. fresh
    end
    if total ~= used or not pays then fields[#fields + 1], fields[#fields + 2] = period, whole(total) end
    totals[#totals + 1], totals[#totals + 2] = whole(total), fresh ~= '' and highest or hash.known[2 * at] or '0'
    told = told .. fresh
  end
  return nil, told
end
local function write_windows(hash)
  if #hash.fields == 0 then return end
  redis.call('HSET', hash.key, unpack(hash.fields))
  if hash.is_new then redis.call('PEXPIRE', hash.key, hash.keep_ms) end
end
`;
