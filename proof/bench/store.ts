/** What messages cost in the store, where every command is billed, beside what they cost at the provider. */
import { chat, requestToken, type Visitor } from "../../tests/support/client.ts";
import { plausibleReplies } from "../../tests/support/ledger/mix.ts";
import { memberCookie } from "../../tests/support/session.ts";
import { commandsOf } from "../../tests/support/store/commands.ts";
import { COMMANDS, STORE_PRICES, storeUsd } from "../../scripts/store-prices.ts";
import { rivalShots } from "./shots.ts";
import type { Bench } from "./stage.ts";

/** Commands executed, those inside scripts and the scripts themselves. */
export type StoreCost = { token: number; reply: number; usage: number; usual: number };

/** The first version of this project, by the same count: tests/app/store-cost.deep.test.ts on it, 2026-11-25. */
const FIRST_VERSION = { token: 24, reply: 86, longReply: 156, usage: 12 };
const MESSAGES = 20;
const LONG_SECONDS = 10;

/** Once the day's entries are there, one at a time. */
export async function storeCost({ redis, guarded: { origin }, rivals, fire }: Bench): Promise<StoreCost> {
  const visitor: Visitor = { origin, cookie: await memberCookie({ sub: "bench-messages" }) };
  const token = async () => (await requestToken(visitor)).text();
  const reply = async () => (await chat(visitor)).text();
  const usage = async () => (await fetch(`${origin}/api/usage`, { headers: { cookie: visitor.cookie } })).text();
  for (const work of [reply, reply, usage]) await work();
  const each = async (work: () => Promise<unknown>) => {
    const { total } = await commandsOf(redis, async () => {
      for (let at = 0; at < MESSAGES; at += 1) await work();
    });
    return total / MESSAGES;
  };
  const [shot] = rivalShots("/api/usual", 1, "bench 24");
  const job = {
    origin: rivals.usual.origin,
    shots: shot ? [shot] : [],
    parallel: 1,
    milliseconds: 10_000,
    expect: 200,
  };
  const ofToken = await each(token);
  return {
    token: ofToken,
    reply: (await each(reply)) - ofToken,
    usage: await each(usage),
    usual: await each(() => fire(job)),
  };
}

export function messageCommands({ token, reply, usage }: Omit<StoreCost, "usual">): number {
  return token + reply + usage;
}

/** Rows for the page: what is billed for a message, and for a thousand. */
export function storeRows(cost: StoreCost): string[][] {
  const { token, longReply, usage } = FIRST_VERSION;
  const row = (what: string, now: number, then: number) => [what, now.toFixed(0), String(then), usd(now), usd(then)];
  const longer = LONG_SECONDS * COMMANDS.secondOfReply;
  return [
    row("a chat token", cost.token, token),
    row("a reply at once", cost.reply, FIRST_VERSION.reply),
    row(`a reply of ${LONG_SECONDS} seconds`, cost.reply + longer, longReply),
    row("a look at what is left", cost.usage, usage),
    row("**a message**: all of it, answered at once", messageCommands(cost), messageCommands(FIRST_VERSION)),
    row(
      `**a message** with a reply of ${LONG_SECONDS} seconds`,
      messageCommands(cost) + longer,
      token + longReply + usage,
    ),
    ["the usual guarded route, whatever the reply", cost.usual.toFixed(0), "", usd(cost.usual), ""],
  ];
}

/** What the text beside the table says. */
export function storeSentence(cost: StoreCost): string {
  const free = (commands: number) => Math.floor(STORE_PRICES.freeCommandsAMonth / commands).toLocaleString("en");
  const long = messageCommands(cost) + LONG_SECONDS * COMMANDS.secondOfReply;
  const provider = (plausibleReplies(2_000).settledMicroUsd / 1_000).toFixed(3);
  return `A thousand messages to the default model cost some $${provider} at the provider (half of a plausible day's replies cost less). Upstash's free
${STORE_PRICES.freeCommandsAMonth.toLocaleString("en")} commands a month are some ${free(messageCommands(cost))} messages answered at once, or ${free(long)} with replies of ten seconds. The first
message of a user's day is some six commands dearer. A Redis of your own costs what its machine costs.`;
}

function usd(commands: number): string {
  return `$${storeUsd(commands * 1_000).toFixed(3)}`;
}
