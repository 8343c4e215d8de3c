/**
 * The ledger's scripts: each runs in the store as one atomic step. Written in the subset that Redis, Valkey, Upstash and the
 * in-process stand-in share: strings and integers in, one string out. lib/usage/ledger.ts takes any other answer for a broken store.
 *
 * A window is a hash: `used`, settled spending and running holds together, and `alerted`, the highest threshold told of.
 * A reservation is a string: "held <micro-USD>", "settled <micro-USD>" or "cancelled".
 */
import "server-only";

/**
 * Shared by the scripts: money in and out, and what is used. Adding a fraction keeps engines with 32-bit integers to doubles,
 * which are exact to 2^53; the format keeps every engine from exponents.
 */
export const LIBRARY = `
local function money(text) return tonumber(text) + 0.0 end
local function whole(n) return string.format('%.0f', n) end
local function used(key) return money(redis.call('HGET', key, 'used') or '0') end
`;

/**
 * Replaces a hold by what the reply cost, once. What the store has lost, reservation or window, is counted anew: the reply was billed.
 * KEYS 1 reservation, 2 the account's running replies, 3.. the windows reserved in
 * ARGV 1 reservation id, 2 cost (micro-USD), 3 how long the reservation is remembered (milliseconds), 4.. expiry of each window
 */
export const SETTLE = `${LIBRARY}
local known = redis.call('GET', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
if known and string.sub(known, 1, 5) ~= 'held ' then return 'settled' end
local cost, held = money(ARGV[2]), known and money(string.sub(known, 6)) or 0
redis.call('SET', KEYS[1], 'settled ' .. ARGV[2], 'PX', ARGV[3])
for i = 3, #KEYS do
  local lost = used(KEYS[i]) < held
  redis.call('HINCRBY', KEYS[i], 'used', whole(lost and cost or cost - held))
  redis.call('PEXPIREAT', KEYS[i], ARGV[i + 1])
end
return 'settled'
`;

/**
 * Undoes a reservation whose answer was lost, and keeps one that is still on its way from taking hold later.
 * KEYS 1 reservation, 2 the account's running replies, 3.. the windows reserved in
 * ARGV 1 reservation id, 2 how long the cancellation is remembered (milliseconds)
 */
export const CANCEL = `${LIBRARY}
local known = redis.call('GET', KEYS[1])
if known and string.sub(known, 1, 5) ~= 'held ' then return 'cancelled' end
redis.call('SET', KEYS[1], 'cancelled', 'PX', ARGV[2])
redis.call('ZREM', KEYS[2], ARGV[1])
if not known then return 'cancelled' end
local held = money(string.sub(known, 6))
for i = 3, #KEYS do
  if used(KEYS[i]) >= held then redis.call('HINCRBY', KEYS[i], 'used', whole(0 - held)) end
end
return 'cancelled'
`;

/**
 * One heartbeat for all replies of a process: renews their leases, and says which must end and why.
 * KEYS 1 pause, then for each reply its account's running replies and its account's block
 * ARGV 1 end of lease (epoch milliseconds), then the reservation ids
 * Answers one word a reply, comma-separated: "ok", "paused", "blocked" or "lost".
 */
export const RENEW = `
local paused = redis.call('EXISTS', KEYS[1]) == 1
local words = {}
for i = 2, #ARGV do
  local running, block = KEYS[2 * i - 2], KEYS[2 * i - 1]
  if paused then words[#words + 1] = 'paused'
  elseif redis.call('EXISTS', block) == 1 then words[#words + 1] = 'blocked'
  elseif not redis.call('ZSCORE', running, ARGV[i]) then words[#words + 1] = 'lost'
  else
    redis.call('ZADD', running, ARGV[1], ARGV[i])
    words[#words + 1] = 'ok'
  end
end
return table.concat(words, ',')
`;

/**
 * What is used in each window, holds included. A script, because the store's client sends scripts and plain reads apart, and this
 * shares its trip with the request limits' figures.
 * KEYS the windows. Answers "used 1250 30000".
 */
export const USED = `
local words = {'used'}
for i = 1, #KEYS do words[i + 1] = redis.call('HGET', KEYS[i], 'used') or '0' end
return table.concat(words, ' ')
`;
