/** A Redis Cluster as the bridge's engine: commands go to the master of our one slot, and only what it did not execute goes on to another. */
import "server-only";

import { setTimeout } from "node:timers/promises";

import { Cluster, type ClusterOptions } from "ioredis";

import { beforeTimeout } from "../store/request-timeout.ts";
import { type ClusterNodes, nodesOf } from "./cluster-nodes.ts";
import { connectionOptions, type EngineOptions, TIMEOUT_MS, toLog } from "./connection.ts";
import type { Command, Engine } from "./protocol.ts";
import { type Redirection, redirectionOf, sendAsking } from "./redirection.ts";
import { send } from "./send.ts";

/** A slot that has moved is found at the second node; the third is for one that moves again meanwhile. */
const MOST_REDIRECTIONS = 2;

/** @param urls some of the nodes, redis:// or rediss://, all with the same user and password */
export function connectCluster(urls: string[], { timeoutMs = TIMEOUT_MS, report = toLog }: EngineOptions = {}): Engine {
  const cluster = new Cluster(urls.map(addressOf), optionsFor(urls[0] ?? "", timeoutMs));
  const nodes = nodesOf(cluster);
  const watch = watcher(cluster, report);
  const firstAttempt = Promise.race([
    cluster.connect().catch(() => undefined),
    setTimeout(timeoutMs, undefined, { ref: false }),
  ]);
  const run = async (commands: Command[], atomic: boolean): Promise<unknown[]> => {
    await firstAttempt;
    try {
      const replies = await beforeTimeout(timeoutMs, (signal) => follow({ commands, atomic, signal }, nodes));
      watch.answered();
      return replies;
    } catch (error) {
      // Who serves the slot may have changed: the next caller shall know.
      void nodes.refresh();
      throw watch.missed(error);
    }
  };
  return { run, close: () => cluster.disconnect() };
}

function addressOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 6379) };
}

function optionsFor(url: string, timeoutMs: number): ClusterOptions {
  const { protocol, username, password } = new URL(url);
  return {
    lazyConnect: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
    slotsRefreshTimeout: timeoutMs,
    slotsRefreshInterval: 30_000,
    // A name stays a name: a certificate says it, and where it leads to can change.
    dnsLookup: (host, callback) => callback(null, host),
    redisOptions: {
      ...connectionOptions(timeoutMs),
      ...(username ? { username: decodeURIComponent(username) } : {}),
      ...(password ? { password: decodeURIComponent(password) } : {}),
      ...(protocol === "rediss:" ? { tls: {} } : {}),
    },
  };
}

type RoundTrip = { commands: Command[]; atomic: boolean; signal: AbortSignal };

async function follow(roundTrip: RoundTrip, nodes: ClusterNodes): Promise<unknown[]> {
  const { commands, atomic } = roundTrip;
  const replies = await sendTo(undefined, roundTrip, nodes);
  for (let hops = 0; hops < MOST_REDIRECTIONS; hops += 1) {
    const redirection = replies.map(redirectionOf).find(Boolean);
    if (!redirection) break;
    // Of a transaction all was executed, or nothing.
    const left = [...commands.entries()].filter(([at]) => atomic || redirectionOf(replies[at]));
    const next = await sendTo(redirection, { ...roundTrip, commands: left.map(([, command]) => command) }, nodes);
    for (const [index, [at]] of left.entries()) replies[at] = next[index];
  }
  return replies;
}

/** Sends nothing for a caller who was refused meanwhile. */
async function sendTo(to: Redirection | undefined, { commands, atomic, signal }: RoundTrip, nodes: ClusterNodes) {
  const node = await nodes.find(to?.address);
  signal.throwIfAborted();
  if (to) void nodes.refresh();
  return to?.asking ? sendAsking(node, commands, atomic) : send(node, commands, atomic);
}

/** One line when nobody answers for our slot, and one when somebody does again. */
function watcher(cluster: Cluster, report: (line: string) => void) {
  let down = false;
  let reason: Error | undefined;
  cluster.on("node error", (error: Error) => (reason = error));
  // Without a listener the library prints it.
  cluster.on("error", () => undefined);
  return {
    answered(): void {
      if (down) report("store: the Redis Cluster is available again");
      down = false;
      reason = undefined;
    },
    missed(error: unknown): Error {
      const cause = reason ?? (error instanceof Error ? error : new Error(String(error)));
      if (!down) report(`store: the Redis Cluster is not available (${cause.message})`);
      down = true;
      return cause === error ? cause : new Error(`The Redis Cluster is not available: ${cause.message}`, { cause });
    },
  };
}
