/** A Redis or Valkey server as the bridge's engine: quick to give up, quick to come back, and nothing is ever sent twice. */
import "server-only";

import { setTimeout } from "node:timers/promises";

import { Redis, ReplyError, type RedisOptions } from "ioredis";

import type { Command, Engine } from "./bridge-protocol.ts";

type EngineOptions = {
  /** Milliseconds until a command counts as unanswered: a little below the deadline of those who wait for it. */
  timeoutMs?: number;
  /** Gets one line when the server goes away and one when it is back. */
  report?: (line: string) => void;
};

/** @param url redis:// or rediss://, with user, password and database number where needed */
export function connectRedis(url: string, { timeoutMs = 450, report = toStderr }: EngineOptions = {}): Engine {
  const redis = new Redis(url, optionsFor(timeoutMs));
  watch(redis, report);
  // Only the first commands wait for a connection; later ones are refused at once while there is none.
  const firstAttempt = Promise.race([
    redis.connect().catch(() => undefined),
    setTimeout(timeoutMs, undefined, { ref: false }),
  ]);
  const run = async (commands: Command[], atomic: boolean): Promise<unknown[]> => {
    await firstAttempt;
    return atomic ? runAtomically(redis, commands) : runInOrder(redis, commands);
  };
  return { run, close: () => redis.disconnect() };
}

function optionsFor(timeoutMs: number): RedisOptions {
  return {
    lazyConnect: true,
    enableOfflineQueue: false,
    // A command whose connection broke may have been applied: its caller decides, we never resend it.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: timeoutMs,
    // Not sooner: a process that is still loading its code notices a connection late.
    connectTimeout: 5_000,
    // A connection that has gone silent with commands on it is dead, even if no one said so.
    socketTimeout: 2 * timeoutMs,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
  };
}

/** Tells by the attempts to reconnect: a server may go without an error, and our own closing is no outage. */
function watch(redis: Redis, report: (line: string) => void): void {
  let down = false;
  let reason = "the connection ended";
  redis.on("error", (error: Error) => (reason = error.message));
  redis.on("reconnecting", () => {
    if (!down) report(`store: Redis is not available (${reason})`);
    down = true;
  });
  redis.on("ready", () => {
    if (down) report("store: Redis is available again");
    down = false;
  });
}

/** One write on one connection, so that other callers' commands come before or after, hardly ever between. */
async function runInOrder(redis: Redis, commands: Command[]): Promise<unknown[]> {
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
async function runAtomically(redis: Redis, commands: Command[]): Promise<unknown[]> {
  const [, ...replies] = await runInOrder(redis, [["MULTI"], ...commands, ["EXEC"]]);
  const executed: unknown = replies.pop();
  if (isList(executed)) return executed;
  return commands.map((_, index) => (replies[index] instanceof Error ? replies[index] : executed));
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
