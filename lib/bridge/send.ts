/** Commands on one connection to a Redis, in one write. */
import "server-only";

import { type Redis, ReplyError } from "ioredis";

import type { Command } from "./protocol.ts";

/** The connection is ready, or the library refuses at once. @returns for each command its reply, or the Error that Redis gave for it */
export function send(redis: Redis, commands: Command[], atomic: boolean): Promise<unknown[]> {
  return atomic ? sendAtomically(redis, commands) : sendInOrder(redis, commands);
}

/**
 * One write, so that other callers' commands come before or after, hardly ever between. Not by the library's pipeline: each has a getter of
 * its own, for which V8 keeps it, with its commands and replies, until a whole garbage collection.
 */
function sendInOrder(redis: Redis, commands: Command[]): Promise<unknown[]> {
  const { stream }: { stream?: Redis["stream"] } = redis;
  stream?.cork();
  // Buffers, because a reply need not be text; printing them as base64 is also the shortest way.
  const replies = commands.map(([name, ...args]) => replyOrError(redis.callBuffer(name, ...args)));
  stream?.uncork();
  return Promise.all(replies);
}

/** What Redis answers with an error is answered. */
async function replyOrError(reply: Promise<unknown>): Promise<unknown> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof ReplyError) return error;
    throw error;
  }
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
