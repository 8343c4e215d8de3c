/** The store: does it answer, how quickly, does it keep what it is given, and would it throw limits away when it is full? */
import { randomUUID } from "node:crypto";

import type { Env } from "../../lib/env.ts";
import { keys } from "../../lib/store/keys.ts";
import { redis } from "../../lib/store/redis.ts";
import { runScript } from "../../lib/store/run-script.ts";
import { checkEviction } from "./eviction.ts";
import { type Finding, speaker } from "./finding.ts";

const { good, bad, hint } = speaker("store");

const SLOW_MS = 100;

/** Needs the store in reach: see scripts/with-store.ts. @param deadlineMs after which a request would be refused */
export async function checkStore(deadlineMs: number, { REDIS_URL, REDIS_CLUSTER }: Env): Promise<Finding[]> {
  try {
    // The first round trip opens the connection, and is slower than any later one.
    await redis().ping();
  } catch {
    const cure = "Check its address and token, and that this machine may reach it.";
    return [
      bad("The store did not answer.", REDIS_CLUSTER ? `${cure} REDIS_CLUSTER=1 is for a Redis Cluster alone.` : cure),
    ];
  }
  if (REDIS_URL && !REDIS_CLUSTER && (await isNodeOfCluster()))
    return [
      bad(
        "REDIS_URL is a node of a Redis Cluster.",
        "Set REDIS_CLUSTER=1: another node may serve our keys, now or later.",
      ),
    ];
  return [...(await latency(deadlineMs)), await writable(), await checkEviction()];
}

async function isNodeOfCluster(): Promise<boolean> {
  const answer = await redis()
    .exec<unknown>(["INFO", "cluster"])
    .catch(() => undefined);
  return typeof answer === "string" && /^cluster_enabled:1/m.test(answer);
}

async function latency(deadlineMs: number): Promise<Finding[]> {
  const times: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    const start = performance.now();
    await redis()
      .ping()
      .catch(() => undefined);
    times.push(performance.now() - start);
  }
  const median = Math.round(times.toSorted((a, b) => a - b)[2] ?? deadlineMs);
  const line = `It answers in ${median} ms from here (half of five round trips); the limit is ${deadlineMs} ms.`;
  return [
    median < SLOW_MS ? good(line) : hint(line, "Each request makes two round trips: put the store next to the server."),
  ];
}

/** With a script, as the ledger does it. */
async function writable(): Promise<Finding> {
  const [key, word] = [keys.doctor(randomUUID()), randomUUID()];
  try {
    await runScript("redis.call('SET', KEYS[1], ARGV[1], 'PX', 60000) return 'ok'", [key], [word]);
    const read = await redis().get(key);
    await redis().del(key);
    if (read === word) return good("It runs scripts, and keeps what they write.");
  } catch {
    // The store's own words can hold what was sent.
  }
  return bad("It does not keep what is written to it.", "The token must not be read-only, and EVAL must be allowed.");
}
