/** What ioredis-mock's Lua lacks, written in Lua and put around each script: so that scripts behave as on a real Redis. */
import "server-only";

/**
 * Mended here: missing values inside lists are `false`; numbers print and are stored as a Redis would;
 * lists may be built step by step and may hold gaps; replies are integers, strings and lists; errors have their text.
 * Not mended: an empty string reads as missing, there is no cjson, and some commands do not check types.
 */
const BEFORE = `
local raw_call = redis.call
local function incoming(value)
  if type(value) == "number" then return math.tointeger(value) or value end
  if type(value) ~= "userdata" then return value end
  if tostring(value) == "null" then return false end
  local list = {}
  for i = 1, #value do list[i] = incoming(value[i]) end
  return list
end
local plain_tostring = tostring
local function tostring(value)
  if type(value) == "number" then return string.format("%.14g", value) end
  return plain_tostring(value)
end
redis.call = function(...)
  local words = { ... }
  for i = 1, #words do
    if type(words[i]) == "number" then words[i] = string.format("%.17g", words[i]) end
  end
  local ok, value = pcall(raw_call, table.unpack(words))
  if not ok then error(tostring(value), 0) end
  return incoming(value)
end
redis.error_reply = function(message) return { err = message } end
redis.status_reply = function(message) return { ok = message } end
redis.pcall = function(...)
  local ok, value = pcall(redis.call, ...)
  if ok then return value end
  return redis.error_reply(value)
end
local function outgoing(value)
  if value == true then return 1 end
  if type(value) == "number" then return value >= 0 and math.floor(value) or math.ceil(value) end
  if type(value) ~= "table" then return value end
  if value.err then error(value.err, 0) end
  if value.ok then return value.ok end
  local list, count = {}, 0
  while value[count + 1] ~= nil do
    count = count + 1
    list[count] = outgoing(value[count])
  end
  return { table.unpack(list, 1, count) }
end
local words, taken = ARGV, 0
local function take(count)
  local list = {}
  for i = 1, count do list[i] = words[taken + i] end
  taken = taken + count
  return list
end
local function run(script, keys, args)
  KEYS, ARGV = take(keys), take(args)
  local ok, value = pcall(function() return outgoing(script()) end)
  if ok then return { 1, value } end
  return { 0, tostring(value) }
end
local scripts, replies = {}, {}
`;

export type ScriptCall = { script: string; keys: string[]; args: string[] };

/**
 * Several calls as one script, because starting the interpreter takes longer than running them.
 * @returns the script and its ARGV; it answers `[1, reply]` or `[0, message]` for each call
 */
export function asOnRedis(calls: ScriptCall[]): { script: string; args: string[] } {
  const texts = [...new Set(calls.map(({ script }) => script))];
  const definitions = texts.map((text, at) => `scripts[${at + 1}] = function()\n${text}\nend\n`);
  const runs = calls.map(
    ({ script, keys, args }, at) =>
      `replies[${at + 1}] = run(scripts[${texts.indexOf(script) + 1}], ${keys.length}, ${args.length})\n`,
  );
  const args = calls.flatMap((call) => [...call.keys, ...call.args]);
  return { script: [BEFORE, ...definitions, ...runs, "return { table.unpack(replies) }"].join(""), args };
}

/** `false` stands for nothing, as in any reply of a script. */
export function withoutFalse(reply: unknown): unknown {
  if (Array.isArray(reply)) return reply.map(withoutFalse);
  return reply === false ? null : reply;
}
