/** Adds to counters of a hash: two commands, however many counters there are. */

/** As part of a script. The expiry is set with the first of each counter, and so with the first of the hash. Needs no other part. */
export const ADD = `
local function add(key, names, numbers, keep_seconds)
  local known, words, is_new = redis.call('HMGET', key, (unpack or table.unpack)(names)), {}, false
  for at, name in ipairs(names) do
    if not known[at] then is_new = true end
    local total = tonumber(known[at] or '0') + 0.0 + tonumber(numbers[at])
    words[2 * at - 1], words[2 * at] = name, string.format('%.0f', total)
  end
  redis.call('HSET', key, (unpack or table.unpack)(words))
  if is_new then redis.call('EXPIRE', key, keep_seconds) end
end
local function pairs_from(first)
  local names, numbers = {}, {}
  for at = first, #ARGV, 2 do names[#names + 1], numbers[#numbers + 1] = ARGV[at], ARGV[at + 1] end
  return names, numbers
end
`;
