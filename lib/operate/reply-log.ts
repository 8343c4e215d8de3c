/** Each reply that has ended: one line in the log, and its figures in the day's counters. Never a prompt or an answer. */
import "server-only";

import { onReply, type ReplyEvent, type StopListening } from "../events.ts";
import { afterResponse } from "../http/after-response.ts";
import { log } from "../log.ts";
import { ADD } from "../store/counters.ts";
import { defineScript } from "../store/define-script.ts";
import { utcDay } from "../store/days.ts";
import { keys } from "../store/keys.ts";
import { keptSeconds } from "../store/retention.ts";
import { runScript } from "../store/run-script.ts";
import { figuresByTool, toolCounters } from "./tool-figures.ts";

/**
 * An account's entry of the day is "<replies> <time of the last> <plan>". ARGV[6] and [7] are a counter and its number, and so on.
 * Six commands, which are billed with every reply.
 */
const COUNT_REPLY = defineScript({
  keys: ["statistics spenders accounts"],
  args: ["account micro_usd plan now keep_seconds"],
  lua: `${ADD}
local names, numbers = pairs_from(6)
add(statistics, names, numbers, keep_seconds)
local known = redis.call('HGET', accounts, account)
local replies = tonumber(string.match(known or '0', '^%d+')) + 1
redis.call('HSET', accounts, account, string.format('%.0f', replies) .. ' ' .. now .. ' ' .. plan)
redis.call('ZINCRBY', spenders, micro_usd, account)
if not known then
  redis.call('EXPIRE', accounts, keep_seconds)
  redis.call('EXPIRE', spenders, keep_seconds)
end
return 'counted'
`,
});

export function startReplyLog(): StopListening {
  return onReply((reply) => {
    // A line has an end, and a reply can have many calls.
    log("info", "replied", { ...reply, tools: figuresByTool(reply.tools) });
    afterResponse(count(reply));
  });
}

/** Asked for in the same tick as the settlement, it shares its round trip. */
async function count(reply: ReplyEvent): Promise<void> {
  const nowMs = Date.now();
  const now = new Date(nowMs).toISOString();
  const { account, plan, microUsd } = reply;
  const day = utcDay(nowMs);
  const names = { statistics: keys.statistics(day), spenders: keys.spenders(day), accounts: keys.accounts(day) };
  const args = { account, micro_usd: microUsd, plan, now, keep_seconds: keptSeconds("statistics") };
  try {
    await COUNT_REPLY.run(runScript, { keys: names, args, moreArgs: countersOf(reply) });
  } catch {
    log("warn", "count_lost");
  }
}

function countersOf(reply: ReplyEvent): (string | number)[] {
  const { model, ended, steps, tools, images, usage, microUsd, firstWordMs, totalMs } = reply;
  const always = [
    "replies",
    1,
    `ended.${ended}`,
    1,
    `model.${model}.replies`,
    1,
    `model.${model}.microUsd`,
    microUsd,
    "totalMs.sum",
    totalMs,
    "steps",
    steps,
    "images",
    images,
  ];
  const tokens = usage
    ? ["tokens.input", usage.input, "tokens.cachedInput", usage.cachedInput, "tokens.output", usage.output]
    : [];
  const first = firstWordMs === null ? [] : ["firstWordMs.sum", firstWordMs, "firstWordMs.count", 1];
  return [...always, ...tokens, ...first, ...toolCounters(tools)];
}
