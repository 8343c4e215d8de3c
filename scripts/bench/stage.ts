/** Everything a benchmark needs running: provider, Redis, the guarded app, its rivals, and the load. */
import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { Redis } from "ioredis";

import { NEXT, ROOT } from "../../tests/support/build.ts";
import { startInstance, type Instance } from "../../tests/support/instance.ts";
import { startRedisServer } from "../../tests/support/redis-server.ts";
import type { Job, Run } from "./load.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const MUCH = { "5m": 100_000_000, "1h": 100_000_000, "1d": 100_000_000 };
const RICH = { day: 100_000, month: 100_000 };

/** Every check runs; only the numbers are out of the way. */
const SAFEGUARDS = {
  plans: { member: { requests: MUCH, budgetUsd: RICH, parallelReplies: 10_000 } },
  address: { requests: MUCH },
  service: { budgetUsd: RICH },
  chatToken: { lifetimeSeconds: 300 },
  // Two cores serve everything here: how soon a store counts as silent is measured elsewhere.
  limits: { storeMilliseconds: 5_000 },
};

export type Bench = {
  guarded: Instance;
  rivals: Instance;
  redis: Redis;
  fire: (job: Job) => Promise<Run>;
  stop: () => Promise<void>;
};

/** @returns seconds that `next build` takes for this project */
export function buildSeconds(): number {
  return build(ROOT, {});
}

function build(directory: string, extra: Record<string, string>): number {
  const start = performance.now();
  const env = { ...process.env, ...extra, NODE_ENV: "production" as const };
  const { status, stderr } = spawnSync(process.execPath, [NEXT, "build"], { cwd: directory, env });
  if (status !== 0) throw new Error(`next build failed:\n${stderr.toString()}`);
  return (performance.now() - start) / 1_000;
}

export async function startBench(guardedEnv: Record<string, string> = {}): Promise<Bench> {
  const provider = fork(here("provider.ts"));
  const [address] = (await once(provider, "message")) as [{ port: number }];
  const load = fork(here("load.ts"));
  const server = await startRedisServer();
  const redis = new Redis(server.url);
  const openai = { OPENAI_BASE_URL: `http://127.0.0.1:${address.port}`, OPENAI_API_KEY: "local-bench-word" };
  build(here("rivals"), openai);
  const guarded = await startInstance({
    LOCAL_DEMO: "1",
    REDIS_URL: server.url,
    SAFEGUARDS_JSON: JSON.stringify(SAFEGUARDS),
    ...openai,
    ...guardedEnv,
  });
  const rivals = await startInstance(openai, { cwd: here("rivals") });
  const stop = async () => {
    await Promise.all([guarded.stop(), rivals.stop()]);
    redis.disconnect();
    await server.stop();
    for (const child of [provider, load]) child.kill();
  };
  return { guarded, rivals, redis, fire: (job) => fire(load, job), stop };
}

async function fire(load: ChildProcess, job: Job): Promise<Run> {
  load.send(job);
  const [result] = (await once(load, "message")) as [Run];
  return result;
}
