/** Everything a benchmark needs running: provider, Redis, the guarded app, its rivals, and the load. */
import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { Redis } from "ioredis";

import { NEXT, ROOT } from "../../tests/support/app/build.ts";
import { startInstance, type Instance, type InstanceEnv } from "../../tests/support/app/instance.ts";
import { startRedisServer } from "../../tests/support/store/redis-server.ts";
import { TEST_SECRET } from "../../tests/support/words.ts";
import type { Job, Run } from "./load.ts";
import { safeguardsJson } from "../../tests/support/config.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** A user on a plan with one request in five minutes. */
export const SPENT = "bench-spent";
const REST_TOKEN = "local-bench-store-word";
const MUCH = { "5m": 100_000_000, "1h": 100_000_000, "1d": 100_000_000 };
const RICH = { day: 100_000, month: 100_000 };

/** Every check runs; only the numbers are out of the way. */
const SAFEGUARDS = {
  plans: {
    member: { requests: MUCH, budgetUsd: RICH, parallelReplies: 10_000 },
    // Whoever is on this plan is over its limit.
    admin: { requests: { ...MUCH, "5m": 1 } },
  },
  address: { requests: MUCH },
  service: { budgetUsd: RICH },
  chatToken: { lifetimeSeconds: 300 },
  // Two cores serve everything here: how soon a store counts as silent is measured elsewhere.
  limits: { storeMilliseconds: 5_000 },
};

export type Stage = {
  guarded: Instance;
  redis: Redis;
  redisUrl: string;
  providerUrl: string;
  /** From the start of the process to the first answer of the guarded app. */
  coldStartMs: number;
  fire: (job: Job) => Promise<Run>;
  /** The same builds in new processes. */
  renew: () => Promise<void>;
  stop: () => Promise<void>;
};
/** The routes of proof/bench/rivals, which are one build. */
const RIVALS = ["usual", "ai", "gated", "sdk", "pass"] as const;
type Rival = (typeof RIVALS)[number];
export const ROUTES = ["guarded", ...RIVALS] as const;
export type Route = (typeof ROUTES)[number];

export type Bench = Stage & { rivals: Record<Rival, Instance> };

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

/** The benchmark signs chat tokens itself, with the secret and the lifetime of the app that it measures. */
const GUARDED = { NEXTAUTH_SECRET: TEST_SECRET, SAFEGUARDS_JSON: safeguardsJson(SAFEGUARDS) };
Object.assign(process.env, GUARDED);

/** The guarded app, and all that it needs. It must have been built. */
export async function startStage(extra: InstanceEnv = {}): Promise<Stage> {
  const provider = await startChild("provider.ts");
  const load = fork(here("load.ts"), { execArgv: [] });
  const server = await startRedisServer();
  const redis = new Redis(server.url);
  const end = async () => {
    redis.disconnect();
    await server.stop();
    for (const child of [provider.child, load]) child.kill();
  };
  const begin = () =>
    startInstance({
      LOCAL_DEMO: "1",
      ADMIN_EMAILS: `${SPENT}@example.com`,
      REDIS_URL: server.url,
      ...GUARDED,
      ...openaiAt(provider.url),
      ...extra,
    });
  const begun = performance.now();
  const starting = begin();
  starting.catch(() => void end());
  const guarded = await starting;
  const coldStartMs = performance.now() - begun;
  const urls = { redisUrl: server.url, providerUrl: provider.url };
  const stage: Stage = {
    guarded,
    redis,
    ...urls,
    coldStartMs,
    fire: (job) => fire(load, job),
    renew: async () => {
      await stage.guarded.stop();
      stage.guarded = await begin();
    },
    stop: async () => {
      await stage.guarded.stop();
      await end();
    },
  };
  return stage;
}

/** With the rivals, which are built first. Each has a process of its own: what waits for its turn must not wait for another's garbage. */
export async function startBench(): Promise<Bench> {
  const stage = await startStage();
  const store = await startChild("rest-store.ts", stage.redisUrl, REST_TOKEN);
  const env = {
    ...openaiAt(stage.providerUrl),
    UPSTASH_REDIS_REST_URL: store.url,
    UPSTASH_REDIS_REST_TOKEN: REST_TOKEN,
  };
  build(here("rivals"), env);
  // The framework writes it, laxer than the project's own; the checks would take it for ours.
  rmSync(here("rivals/tsconfig.json"), { force: true });
  const start = async (name: Rival) => [name, await startInstance(env, { cwd: here("rivals") })] as const;
  const startAll = async () => Object.fromEntries(await Promise.all(RIVALS.map(start))) as Record<Rival, Instance>;
  const bench = { ...stage, rivals: await startAll() };
  const stopAll = () => Promise.all(Object.values(bench.rivals).map((rival) => rival.stop()));
  return Object.assign(bench, {
    renew: async () => {
      await stopAll();
      await stage.renew();
      Object.assign(bench, { guarded: stage.guarded, rivals: await startAll() });
    },
    stop: async () => {
      await stopAll();
      store.child.kill();
      await stage.stop();
    },
  });
}

/** A process beside this file, which says its port when it listens. */
export async function startChild(file: string, ...args: string[]): Promise<{ child: ChildProcess; url: string }> {
  // As the benchmark itself runs: files for the server alone may be imported.
  const child = fork(here(file), args, { execArgv: ["--conditions=react-server"] });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { child, url: `http://127.0.0.1:${port}` };
}

function openaiAt(url: string) {
  return { OPENAI_BASE_URL: url, OPENAI_API_KEY: "local-bench-word" };
}

async function fire(load: ChildProcess, job: Job): Promise<Run> {
  load.send(job);
  const [result] = (await once(load, "message")) as [Run];
  return result;
}
