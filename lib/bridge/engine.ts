/** A Redis or Valkey server as the bridge's engine: quick to give up, quick to come back, and nothing is ever sent twice. */
import "server-only";

import { setTimeout } from "node:timers/promises";

import { Redis, ReplyError } from "ioredis";

import { beforeTimeout } from "../store/request-timeout.ts";
import { connectionOptions, type EngineOptions, TIMEOUT_MS, toLog } from "./connection.ts";
import type { Command, Engine } from "./protocol.ts";
import { send } from "./send.ts";

const LOADING = Object.assign(new Error("LOADING Redis is loading the dataset in memory"), { code: "LOADING" });

/** @param url redis:// or rediss://, with user, password and database number where needed */
export function connectRedis(url: string, { timeoutMs = TIMEOUT_MS, report = toLog }: EngineOptions = {}): Engine {
  const redis = new Redis(url, {
    ...connectionOptions(timeoutMs),
    lazyConnect: true,
    enableOfflineQueue: false,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
  });
  const whyGone = watch(redis, report);
  // Only the first commands wait for a connection; later ones are refused at once while there is none.
  const firstAttempt = Promise.race([
    redis.connect().catch(() => undefined),
    setTimeout(timeoutMs, undefined, { ref: false }),
  ]);
  const run = async (commands: Command[], atomic: boolean): Promise<unknown[]> => {
    await firstAttempt;
    // The library's own timeout would count the time in which this process was busy.
    return beforeTimeout(timeoutMs, () => send(redis, commands, atomic)).catch((error: unknown) => {
      throw explained(error, whyGone());
    });
  };
  return { run, close: () => redis.disconnect() };
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
