/** Counts a request in every window of every counter, or in none: one atomic step, so that nothing has to be given back. */
import { defineScript } from "../store/define-script.ts";
import { runScript } from "../store/run-script.ts";
import type { Standing } from "./rate-limit-headers.ts";
import type { Counter } from "./request-rules.ts";

/**
 * The sliding window of @upstash/ratelimit: the requests of this window, and of the one before the share that is still in reach.
 * KEYS the counters, each "<number of the newest window> <requests in it> <requests in the one before>" for each window in turn.
 * `lengths` are the windows' in milliseconds, `limits` those of each counter in turn; `rate` is 1 to count and 0 to look.
 * Answers "counted" or "refused", and what is left of each limit: "counted 19 99 299".
 */
const COUNT = defineScript({
  keys: [],
  args: ["now rate keep_ms lengths limits"],
  lua: `
local function numbers(text)
  local list = {}
  for word in string.gmatch(text or '', '%d+') do list[#list + 1] = tonumber(word) + 0.0 end
  return list
end
local function whole(n) return string.format('%.0f', n) end
now, rate, lengths, limits = tonumber(now) + 0.0, tonumber(rate), numbers(lengths), numbers(limits)
local stored, after, left, word = redis.call('MGET', (unpack or table.unpack)(KEYS)), {}, {}, 'counted'
for at = 1, #KEYS do
  local known, words = numbers(stored[at]), {}
  if stored[at] and #known ~= 3 * #lengths then return 'broken' end
  for place, length in ipairs(lengths) do
    local number, passed = math.floor(now / length), now % length / length
    local newest, current, previous = known[3 * place - 2], known[3 * place - 1], known[3 * place]
    -- A clock that is a little behind counts in the newest window; what one far ahead has counted is taken for the one before.
    if number + 1 == newest then number, passed = newest, 0 end
    if not newest or number > newest + 1 then current, previous = 0, 0
    elseif number ~= newest then current, previous = 0, current end
    local rest = limits[#left + 1] - current - math.floor((1 - passed) * previous)
    if rest < rate then word = 'refused' end
    left[#left + 1] = rest
    words[place] = whole(number) .. ' ' .. whole(current + rate) .. ' ' .. whole(previous)
  end
  after[at] = table.concat(words, ' ')
end
if rate == 0 then word = 'counted' end
if word == 'refused' then rate = 0 end
for at, rest in ipairs(left) do left[at] = whole(math.max(0, rest - rate)) end
if rate > 0 then
  for at, counts in ipairs(after) do redis.call('SET', KEYS[at], counts, 'PX', keep_ms) end
end
return word .. ' ' .. table.concat(left, ' ')
`,
});

export type Count = {
  isCounted: boolean;
  /** Each window of each counter as it stands afterwards, in their order. */
  standings: Standing[];
};

/** @param rate 1 to count, 0 to look @throws Error when the store gives no answer, or one that the script cannot have given */
export async function countIn(counters: Counter[], rate: number, nowMs = Date.now()): Promise<Count> {
  const { isCounted, left } = parse(await ask(counters, rate, nowMs));
  const windows = counters.flatMap(({ by, windows: all }) => all.map((window) => ({ by, ...window })));
  const standings = windows.map((window, at) => {
    return { ...window, remaining: left[at] ?? Number.NaN, resetAtMs: endOf(window.windowSeconds, nowMs) };
  });
  const isPossible = standings.every(({ remaining, limit }) => remaining <= limit - (isCounted ? rate : 0));
  const hasReason = isCounted || left.includes(0);
  if (left.length !== standings.length || !isPossible || !hasReason) throw notOurs();
  return { isCounted, standings };
}

function ask(counters: Counter[], rate: number, nowMs: number): Promise<unknown> {
  const lengths = (counters[0]?.windows ?? []).map(({ windowSeconds }) => windowSeconds * 1000);
  const limits = counters.flatMap(({ windows }) => windows.map(({ limit }) => limit));
  // The longest window, the one after, in which it still counts, and a second.
  const keepMs = 2 * Math.max(...lengths) + 1_000;
  const args = { now: nowMs, rate, keep_ms: keepMs, lengths: lengths.join(" "), limits: limits.join(" ") };
  return COUNT.run(runScript, { keys: {}, args, moreKeys: counters.map(({ key }) => key) });
}

function parse(answer: unknown): { isCounted: boolean; left: number[] } {
  const [, word, figures] = (typeof answer === "string" && /^(counted|refused)((?: \d+)+)$/.exec(answer)) || [];
  if (!figures) throw notOurs();
  return { isCounted: word === "counted", left: figures.trim().split(" ").map(Number) };
}

/** Epoch milliseconds. */
function endOf(windowSeconds: number, nowMs: number): number {
  const length = windowSeconds * 1000;
  return (Math.floor(nowMs / length) + 1) * length;
}

function notOurs(): Error {
  return new Error("The store's answer is none of the counting script's");
}
