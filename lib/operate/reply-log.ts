/** Each reply that has ended: one line in the log, and its figures in the day's counters. Never a prompt or an answer. */
import "server-only";

import { onReply, type ReplyEvent, type StopListening } from "../events.ts";
import { keepAlive } from "../keep-alive.ts";
import { keys } from "../store/keys.ts";
import { runScript } from "../store/run-script.ts";
import { COUNT_REPLY } from "./count-script.ts";

export function startReplyLog(): StopListening {
  return onReply((reply) => {
    console.info(JSON.stringify({ event: "replied", ...reply }));
    keepAlive(count(reply));
  });
}

/** Asked for in the same tick as the settlement, it shares its trip. */
async function count(reply: ReplyEvent): Promise<void> {
  const now = new Date().toISOString();
  const { account, plan, microUsd } = reply;
  const day = now.slice(0, 10);
  const names = [keys.statistics(day), keys.spenders(day), keys.requestsOf(day), keys.account(account)];
  try {
    await runScript(COUNT_REPLY, names, [account, microUsd, plan, now, ...countersOf(reply)]);
  } catch {
    console.warn(JSON.stringify({ event: "count_lost" }));
  }
}

function countersOf({ model, ended, usage, microUsd, firstWordMs, totalMs }: ReplyEvent): (string | number)[] {
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
  ];
  const tokens = usage
    ? ["tokens.input", usage.input, "tokens.cachedInput", usage.cachedInput, "tokens.output", usage.output]
    : [];
  const first = firstWordMs === null ? [] : ["firstWordMs.sum", firstWordMs, "firstWordMs.count", 1];
  return [...always, ...tokens, ...first];
}
