/**
 * What the ledger's scripts share. They are written in the subset that Redis, Valkey, Upstash and the in-process stand-in have in
 * common: strings in, one string out. Every command inside a script is billed, so each key is read once and written once, and all is
 * read before anything is written: a broken figure stops the whole.
 *
 * Spending is a hash for each account and one for the service: "2026-11-23" and "2026-11" are micro-USD, settled replies and running
 * holds together; "2026-11:alerted" is the highest threshold told of.
 * A reservation is a string: "held <micro-USD>", "held <micro-USD> credit", "settled <micro-USD>" or "cancelled".
 */
import "server-only";

/** Adding a fraction keeps engines with 32-bit integers to doubles, exact to 2^53; the format keeps every engine from exponents. */
export const NUMBERS = `
local unpack = unpack or table.unpack
local function money(text) return tonumber(text or '0') + 0.0 end
local function whole(n) return string.format('%.0f', n) end
`;

/** An account's running replies are one string, "<reservation> <end of lease>" for each, so that one MGET reads them with the rest. */
export const SLOTS = `
local function read_slots(text)
  local slots, words = {}, {}
  for id, lease_end in string.gmatch(text or '', '(%S+) (%d+)') do
    slots[#slots + 1] = { id = id, lease_end = lease_end }
    words[#words + 1] = id .. ' ' .. lease_end
  end
  if table.concat(words, ' ') ~= (text or '') then error('broken slots') end
  return slots
end
local function write_slots(key, slots, keep_ms)
  local words = {}
  for at, slot in ipairs(slots) do words[at] = slot.id .. ' ' .. slot.lease_end end
  if #words == 0 then redis.call('DEL', key)
  else redis.call('SET', key, table.concat(words, ' '), 'PX', keep_ms) end
end
`;

/** Of the gauge, in milliseconds. */
export const STEP_MS = 5_000;
/**
 * How many replies run, for the owner's page alone: counts by the end of the lease in steps of five seconds, "352000006 2 352000007 1",
 * so that the replies of a crashed process fade by themselves. It is a field of the service's hash, and so costs no command.
 */
export const GAUGE = `
local function recount(text, ended, begun, now)
  local counts, words = {}, {}
  for at, count in string.gmatch(text or '', '(%d+) (%d+)') do
    if money(at) * ${STEP_MS} > money(now) then counts[at] = tonumber(count) end
  end
  for by, ends in pairs({ [-1] = ended, [1] = begun }) do
    for _, lease_end in ipairs(ends) do
      local at = whole(math.ceil(money(lease_end) / ${STEP_MS}))
      counts[at] = (counts[at] or 0) + by
    end
  end
  for at, count in pairs(counts) do
    if count > 0 then words[#words + 1] = at .. ' ' .. whole(count) end
  end
  return table.concat(words, ' ')
end
`;

/** Takes figures older than the oldest day that is kept out of a hash; once a day, since it has to look at every name. */
export const FORGET = `
local function forget(key, oldest)
  local old = {}
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local period = string.match(field, '^[%d-]+')
    if period and period < string.sub(oldest, 1, #period) then old[#old + 1] = field end
  end
  if #old > 0 then redis.call('HDEL', key, unpack(old)) end
end
`;
