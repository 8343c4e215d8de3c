/** Commands on one connection to a Redis, in one write. */
import "server-only";

import { type Redis, ReplyError } from "ioredis";

import type { Command } from "./protocol.ts";

/** The connection is ready, or the library refuses at once. @returns for each command its reply, or the Error that Redis gave for it */
export function send(redis: Redis, commands: Command[], atomic: boolean): Promise<unknown[]> {
  return atomic ? sendAtomically(redis, commands) : sendInOrder(redis, commands);
}

/** One write, so that other callers' commands come before or after, hardly ever between. */
async function sendInOrder(redis: Redis, commands: Command[]): Promise<unknown[]> {
  const pipeline = redis.pipeline();
  // Buffers, because a reply need not be text; printing them as base64 is also the shortest way.
  for (const [name, ...args] of commands) pipeline.callBuffer(name, ...args);
  const results = (await pipeline.exec()) ?? [];
  return results.map(([error, reply]) => {
    if (error && !(error instanceof ReplyError)) throw error;
    return error ?? reply;
  });
}

/** MULTI and EXEC as plain commands: the library's own transactions decode replies as text. */
async function sendAtomically(redis: Redis, commands: Command[]): Promise<unknown[]> {
  const [, ...replies] = await sendInOrder(redis, [["MULTI"], ...commands, ["EXEC"]]);
  const executed: unknown = replies.pop();
  if (isList(executed)) return executed;
  return commands.map((_, index) => (replies[index] instanceof Error ? replies[index] : executed));
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}
