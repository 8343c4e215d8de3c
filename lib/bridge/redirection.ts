/** How a cluster's node says that another one is to be asked. */
import "server-only";

import type { Redis } from "ioredis";

import type { Command } from "./protocol.ts";
import { send } from "./send.ts";

export type Redirection = {
  /** The node to ask, as host:port. */
  address: string;
  /** The slot is on its way there: each command, or the transaction, needs the word ASKING before it. */
  asking: boolean;
};

/** "MOVED 3594 10.0.0.7:6379" or "ASK 3594 10.0.0.7:6379" */
const REDIRECTION = /^(MOVED|ASK) \d+ (\S+)$/;

export function redirectionOf(reply: unknown): Redirection | undefined {
  const [, word, address] = reply instanceof Error ? (REDIRECTION.exec(reply.message) ?? []) : [];
  return address === undefined ? undefined : { address, asking: word === "ASK" };
}

/** @returns the replies to the commands alone */
export async function sendAsking(redis: Redis, commands: Command[], atomic: boolean): Promise<unknown[]> {
  const asking: Command = ["ASKING"];
  if (atomic) {
    // What follows on the same connection in the same tick follows it in the same write.
    const [, replies] = await Promise.all([send(redis, [asking], false), send(redis, commands, true)]);
    return replies;
  }
  const replies = await send(
    redis,
    commands.flatMap((command) => [asking, command]),
    false,
  );
  return replies.filter((_, at) => at % 2 === 1);
}
