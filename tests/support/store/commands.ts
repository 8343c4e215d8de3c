/** Counts what a store would bill: every command that a real Redis executed, those inside scripts and the scripts themselves. */
import { setTimeout as sleep } from "node:timers/promises";

import type { Redis } from "ioredis";

/** What looking costs, and what a connection says when it opens: no request causes them. */
const NOT_BILLED = new Set(["config", "info", "client", "hello", "select", "auth", "ping", "script"]);
const QUIET_MS = 400;

export type Commands = { total: number; byName: Record<string, number> };

/** @param work what is measured; the count ends when the store has been quiet for a moment, so that settlements are in it */
export async function commandsOf(redis: Redis, work: () => Promise<unknown>): Promise<Commands> {
  await quiet(redis);
  await redis.config("RESETSTAT");
  await work();
  return quiet(redis);
}

async function quiet(redis: Redis): Promise<Commands> {
  let before = await executed(redis);
  for (;;) {
    await sleep(QUIET_MS);
    const now = await executed(redis);
    if (now.total === before.total) return now;
    before = now;
  }
}

async function executed(redis: Redis): Promise<Commands> {
  const lines = (await redis.info("commandstats")).matchAll(/^cmdstat_([\w|]+):calls=(\d+)/gm);
  const counts = Array.from(lines, ([, name = "", calls]) => [name, Number(calls)] as const);
  const byName = Object.fromEntries(counts.filter(([name]) => !NOT_BILLED.has(name.replace(/\|.*/, ""))));
  return { total: Object.values(byName).reduce((sum, calls) => sum + calls, 0), byName };
}
