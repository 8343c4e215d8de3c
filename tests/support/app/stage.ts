/** What a whole-app proof of the ledger stands on: a real Redis, a line to it that can be spoilt, and a provider with a bill. */
import { setTimeout as sleep } from "node:timers/promises";

import { Redis } from "ioredis";

import type { SafeguardsConfig } from "../../../lib/config-schema.ts";
import { resolveSafeguards } from "../../../lib/safeguards.ts";
import { safeguardsJson } from "../config.ts";
import { startBridge } from "../../../lib/bridge/bridge.ts";
import { connectRedis } from "../../../lib/bridge/engine.ts";
import { worstCaseOf } from "../../../lib/usage/worst-case.ts";
import { type App, type Patch, startApp } from "./app.ts";
import { type FaultProxy, startFaultProxy } from "../store/fault-proxy.ts";
import type { Instance, InstanceEnv } from "./instance.ts";
import { countInput } from "./bill.ts";
import { type Provider, startProvider } from "../provider/provider.ts";
import { startRedisServer } from "../store/redis-server.ts";

type Options = {
  safeguards?: Patch & { limits?: Partial<SafeguardsConfig["limits"]> };
  env?: InstanceEnv;
  /** Whether the instance reaches Redis through the fault proxy, or by a bridge of its own. */
  by?: "proxy" | "own bridge";
};

export type Stage = {
  /** Straight to the store. */
  redis: Redis;
  proxy: FaultProxy;
  provider: Provider;
  start: (options?: Options) => Promise<App>;
  /** Ends an instance by a signal. @returns what its process ended with */
  end: (app: App, signal: NodeJS.Signals) => Instance["ended"];
  stop: () => Promise<void>;
};

/** A busy test machine must not decide a race by its clock: how soon the store counts as silent has tests of its own. */
const UNHURRIED = { chatToken: { lifetimeSeconds: 60 }, limits: { storeMilliseconds: 4_000 } };

export async function startStage(): Promise<Stage> {
  const server = await startRedisServer();
  const bridge = await startBridge({ engine: connectRedis(server.url, { timeoutMs: 5_000 }) });
  const proxy = await startFaultProxy(bridge.url);
  const provider = await startProvider({ kind: "answer" }, countInput);
  const redis = new Redis(server.url);
  const running = new Set<App>();
  const through: InstanceEnv = { UPSTASH_REDIS_REST_URL: proxy.url, UPSTASH_REDIS_REST_TOKEN: bridge.token };

  const start: Stage["start"] = async ({ safeguards: { limits, ...knobs } = {}, env, by = "proxy" } = {}) => {
    const line = by === "proxy" ? through : { REDIS_URL: server.url };
    const safeguards = { ...UNHURRIED, ...knobs, limits: { ...UNHURRIED.limits, ...limits } };
    const app = await startApp({ provider, env: { ...line, ...env }, safeguards });
    running.add(app);
    await ready(app);
    return app;
  };
  const end: Stage["end"] = (app, signal) => {
    running.delete(app);
    app.instance.kill(signal);
    return app.instance.ended;
  };
  const stop = async (): Promise<void> => {
    await proxy.set({ kind: "none" });
    const stops = await Promise.allSettled([...running].map((app) => app.stop()));
    await provider.stop();
    await proxy.stop();
    redis.disconnect();
    await bridge.close();
    await server.stop();
    for (const one of stops) if (one.status === "rejected") throw one.reason;
  };
  return { redis, proxy, provider, start, end, stop };
}

/** A balancer would send it no one before. */
async function ready({ origin, instance }: App): Promise<void> {
  for (const giveUpAt = Date.now() + 10_000; Date.now() < giveUpAt; await sleep(50)) {
    const response = await fetch(`${origin}/api/health`);
    await response.body?.cancel();
    if (response.ok) return;
  }
  throw new Error(`The instance does not reach its store:\n${instance.output()}`);
}

/** The hold of a chat of one message, as the product computes it from the same text and the same knobs. micro-USD. */
export function holdFor(text: string, safeguards: Patch = {}): number {
  const { models, defaultModel, instructions, plans } = resolveSafeguards(safeguardsJson(safeguards));
  const model = models[defaultModel];
  if (!model) throw new Error("The default model has no price");
  return worstCaseOf(model, { texts: [instructions, text], images: 0, maxOutputTokens: plans.member.maxOutputTokens });
}
