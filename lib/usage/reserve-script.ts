/** The script that takes everything a reply needs, or nothing: the ledger's one way in. */
import "server-only";

import { LIBRARY } from "./ledger-scripts.ts";

/** The thresholds that a window has newly reached, each told of once: "+50+80". */
const REACHED = `
local function reached(key, total, limit, thresholds)
  local before, highest, fresh = tonumber(redis.call('HGET', key, 'alerted') or '0'), 0, ''
  for word in string.gmatch(thresholds, '[^,]+') do
    local percent = tonumber(word)
    if percent > before and total * 100 >= percent * limit then
      fresh = fresh .. '+' .. word
      if percent > highest then highest = percent end
    end
  end
  if highest > 0 then redis.call('HSET', key, 'alerted', tostring(highest)) end
  return fresh
end
`;

/**
 * Takes everything or nothing. A repeated call with the same reservation changes nothing.
 * KEYS 1 reservation, 2 spent token, 3 the account's running replies (sorted set: reservation by end of lease),
 *      4 pause, 5 the account's block, 6 breaker, 7.. the windows in refusing order
 * ARGV 1 reservation id, 2 now, 3 end of lease, 4 parallel replies allowed, 5 how long the token is remembered, 6 how long the
 *      reservation is, 7 next try of an open breaker, 8 hold (micro-USD), 9 thresholds ("50,80,100"), 10.. limit and expiry of
 *      each window. Times are epoch milliseconds, durations milliseconds.
 * Answers the word of the first refusal, "reserved", or "probing" when the breaker lets this one request try; then, for each
 * window that newly reached thresholds, its place, the thresholds and what is used: "reserved 4+50+80=1750000". A window that
 * refuses counts as full.
 */
export const RESERVE = `${LIBRARY}${REACHED}
local now, hold = tonumber(ARGV[2]), money(ARGV[8])
local known = redis.call('GET', KEYS[1])
if known == 'held ' .. ARGV[8] then return 'reserved' end
if known then return 'cancelled' end
if redis.call('EXISTS', KEYS[4]) == 1 then return 'paused' end
if redis.call('EXISTS', KEYS[5]) == 1 then return 'blocked' end
local retry_at = redis.call('GET', KEYS[6])
if retry_at and now < tonumber(retry_at) then return 'breaker_open' end
if redis.call('EXISTS', KEYS[2]) == 1 then return 'token_used' end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[2])
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[4]) then return 'parallel_limit' end
for i = 7, #KEYS do
  local limit = money(ARGV[2 * i - 4])
  if used(KEYS[i]) + hold > limit then
    local fresh = reached(KEYS[i], limit, limit, ARGV[9])
    redis.call('PEXPIREAT', KEYS[i], ARGV[2 * i - 3])
    local place = whole(i - 6)
    if fresh == '' then return 'exhausted ' .. place end
    return 'exhausted ' .. place .. ' ' .. place .. fresh .. '=' .. whole(used(KEYS[i]))
  end
end
redis.call('SET', KEYS[1], 'held ' .. ARGV[8], 'PX', ARGV[6])
redis.call('SET', KEYS[2], '1', 'PX', ARGV[5])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[3], ARGV[6])
if retry_at then redis.call('SET', KEYS[6], ARGV[7]) end
local answer = retry_at and 'probing' or 'reserved'
for i = 7, #KEYS do
  local total = money(redis.call('HINCRBY', KEYS[i], 'used', ARGV[8]))
  redis.call('PEXPIREAT', KEYS[i], ARGV[2 * i - 3])
  local fresh = reached(KEYS[i], total, money(ARGV[2 * i - 4]), ARGV[9])
  if fresh ~= '' then answer = answer .. ' ' .. whole(i - 6) .. fresh .. '=' .. whole(total) end
end
return answer
`;
