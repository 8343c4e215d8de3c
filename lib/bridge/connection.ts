/** What the connections to a Redis and to the nodes of a cluster have in common. */
import "server-only";

import type { RedisOptions } from "ioredis";

import { log } from "../log.ts";

export type EngineOptions = {
  /** Milliseconds until a command counts as unanswered: a little below the deadline of those who wait for it. */
  timeoutMs?: number;
  /** Gets one line when the store goes away and one when it is back. */
  report?: (line: string) => void;
};

export const TIMEOUT_MS = 450;

export function connectionOptions(timeoutMs: number) {
  return {
    // A command whose connection broke may have been applied: its caller decides, we never resend it.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // Not sooner: a process that is still loading its code notices a connection late.
    connectTimeout: 5_000,
    // A connection that has gone silent with commands on it is dead. Long enough for a busy process to get round to reading.
    socketTimeout: 4 * timeoutMs,
  } satisfies RedisOptions;
}

export function toLog(text: string): void {
  log("warn", "store_connection", { text });
}
