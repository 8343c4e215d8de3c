/** A Redis or Valkey server as the bridge's engine: quick to give up, quick to come back, and nothing is ever sent twice. */
import "server-only";

import { setTimeout } from "node:timers/promises";

import { Redis, ReplyError, type RedisOptions } from "ioredis";

import { log } from "../log.ts";
import { requestTimeout } from "../store/request-timeout.ts";
import type { Command, Engine } from "./protocol.ts";

type EngineOptions = {
  /** Milliseconds until a command counts as unanswered: a little below the deadline of those who wait for it. */
  timeoutMs?: number;
  /** Gets one line when the server goes away and one when it is back. */
  report?: (line: string) => void;
};

const LOADING = Object.assign(new Error("LOADING Redis is loading the dataset in memory"), { code: "LOADING" });

/** @param url redis:// or rediss://, with user, password and database number where needed */
export function connectRedis(url: string, { timeoutMs = 450, report = toLog }: EngineOptions = {}): Engine {
  const redis = new Redis(url, optionsFor(timeoutMs));
  const whyGone = watch(redis, report);
  // Only the first commands wait for a connection; later ones are refused at once while there is none.
  const firstAttempt = Promise.race([
    redis.connect().catch(() => undefined),
    setTimeout(timeoutMs, undefined, { ref: false }),
  ]);
  const run = async (commands: Command[], atomic: boolean): Promise<unknown[]> => {
    await firstAttempt;
    const answers = atomic ? runAtomically(redis, commands) : runInOrder(redis, commands);
    return Promise.race([answers, noAnswer(timeoutMs)]).catch((error: unknown) => {
      throw explained(error, whyGone());
    });
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
    // Not sooner: a process that is still loading its code notices a connection late.
    connectTimeout: 5_000,
    // A connection that has gone silent with commands on it is dead. Long enough for a busy process to get round to reading.
    socketTimeout: 4 * timeoutMs,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
  };
}

/**
 * Tells by the attempts to reconnect: a server may go without an error, and our own closing is no outage.
 * @returns why there is no connection, while there is none
 */
function watch(redis: Redis, report: (line: string) => void): () => Error | undefined {
  let down = false;
  let reason: Error | undefined;
  redis.on("error", (error: Error) => (reason = error));
  redis.on("reconnecting", () => {
    if (!down) report(`store: Redis is not available (${reason?.message ?? "the connection ended"})`);
    down = true;
  });
  redis.on("ready", () => {
    if (down) report("store: Redis is available again");
    down = false;
    reason = undefined;
  });
  return () => {
    // Connected, let in, and not ready: the library waits while the server reads its data into memory.
    const isLoading = redis.status === "connect" && !(reason instanceof ReplyError);
    return isLoading ? LOADING : reason;
  };
}

/** The library says that a command could not be sent: what is worth knowing is why. */
function explained(error: unknown, reason: Error | undefined): unknown {
  return reason ? new Error(`Redis is not available: ${reason.message}`, { cause: reason }) : error;
}

/** The library's own timeout would count the time in which this process was busy. */
function noAnswer(timeoutMs: number): Promise<never> {
  const signal = requestTimeout(timeoutMs);
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error("No answer"));
    });
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

function toLog(text: string): void {
  log("warn", "store_connection", { text });
}
