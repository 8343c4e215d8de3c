/** Request limits on the running service: exact under parallel load, whatever the store, and blind to forged addresses. */

import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { startBridge } from "../../lib/bridge/bridge.ts";
import { keys } from "../../lib/store/keys.ts";
import { memoryEngine } from "../../lib/local/memory-engine.ts";
import { type App, startApp } from "../support/app/app.ts";
import { fetchToken, type Headers, postChat, readProblem, type Visitor } from "../support/client.ts";
import type { InstanceEnv } from "../support/app/instance.ts";
import { type RedisServer, startRedisServer } from "../support/store/redis-server.ts";
import { awayFromEnd, FIVE_MINUTES_MS } from "../support/moments.ts";

const SEVEN = { requests: { "5m": 7 } };
const SEVEN_PASS = { passed: 7, rate_limited: 23 };
const ATTEMPTS = Array.from({ length: 30 }, (_, at) => at);

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function app(options: Parameters<typeof startApp>[0]): Promise<App> {
  const started = await startApp(options);
  cleanups.push(started.stop);
  return started;
}

async function redisUrl(): Promise<string> {
  const redis = await startRedisServer();
  cleanups.push(() => redis.stop());
  return redis.url;
}

/** Sends all at once and counts the answers by what they say; every answer is read to its end. */
async function sendAll(
  visitors: Visitor[],
  headers: (at: number) => Headers = () => ({}),
): Promise<Record<string, number>> {
  const tokens = await Promise.all(visitors.map((visitor, at) => fetchToken(visitor, headers(at))));
  await awayFromWindowEdge();
  const answers = await Promise.all(
    visitors.map((visitor, at) => outcome(postChat(visitor, { token: tokens[at] ?? "", headers: headers(at) }))),
  );
  return Object.fromEntries([...Map.groupBy(answers, (word) => word)].map(([word, all]) => [word, all.length]));
}

async function outcome(sent: Promise<Response>): Promise<string> {
  const response = await sent;
  if (response.status !== 200) return (await readProblem(response)).code;
  await response.text();
  return "passed";
}

/** A sliding window is an estimate in the moment at which its buckets change; the exact count is promised away from it. */
const awayFromWindowEdge = () => awayFromEnd(FIVE_MINUTES_MS, 3_000);

describe("30 parallel requests at a limit of 7", () => {
  const member = { plans: { member: SEVEN } };

  it("pass exactly 7 on the in-process store", async () => {
    const { provider, visitor } = await app({ safeguards: member });
    const one = await visitor();
    expect(await sendAll(ATTEMPTS.map(() => one))).toEqual(SEVEN_PASS);
    expect(provider.calls).toHaveLength(7);
  });

  it("pass exactly 7 on a real Redis", async () => {
    const { provider, visitor } = await app({ safeguards: member, env: { REDIS_URL: await redisUrl() } });
    const one = await visitor();
    expect(await sendAll(ATTEMPTS.map(() => one))).toEqual(SEVEN_PASS);
    expect(provider.calls).toHaveLength(7);
  });

  async function overTwoInstances(env: InstanceEnv): Promise<void> {
    const first = await app({ safeguards: member, env });
    const second = await app({ safeguards: member, env, provider: first.provider });
    const [here, there] = [await first.visitor("one"), await second.visitor("one")];
    expect(await sendAll(ATTEMPTS.map((at) => (at % 2 ? here : there)))).toEqual(SEVEN_PASS);
    expect(first.provider.calls).toHaveLength(7);
  }

  it("pass exactly 7 over two instances that share one real Redis", async () => {
    await overTwoInstances({ REDIS_URL: await redisUrl() });
  });

  it("pass exactly 7 over two instances that share one local store", async () => {
    const bridge = await startBridge({ engine: await memoryEngine() });
    cleanups.push(() => bridge.close());
    await overTwoInstances({ UPSTASH_REDIS_REST_URL: bridge.url, UPSTASH_REDIS_REST_TOKEN: bridge.token });
  });
});

describe("the client address", () => {
  let store: RedisServer;
  let redis: Redis;
  let direct: App;
  let behindProxy: App;
  beforeAll(async () => {
    store = await startRedisServer();
    redis = new Redis(store.url);
    const options = { safeguards: { address: SEVEN }, env: { REDIS_URL: store.url } };
    direct = await startApp(options);
    behindProxy = await startApp({ ...options, env: { ...options.env, TRUSTED_PROXY: "1" } });
  });
  afterAll(async () => {
    await Promise.all([direct.stop(), behindProxy.stop()]);
    redis.disconnect();
    await store.stop();
  });
  beforeEach(async () => {
    const counted = await redis.keys(keys.requests("*", "*"));
    if (counted.length > 0) await redis.del(counted);
  });
  const strangers = ({ visitor }: App) => Promise.all(ATTEMPTS.map((at) => visitor(`stranger-${at}`)));

  it.each(["x-forwarded-for", "x-real-ip", "cf-connecting-ip", "x-socket-address", "forwarded", "true-client-ip"])(
    "opens no second bucket for a forged %s",
    async (name) => {
      const forged = (at: number) => ({ [name]: name === "forwarded" ? `for=9.9.9.${at}` : `9.9.9.${at}` });
      expect(await sendAll(await strangers(direct), forged)).toEqual(SEVEN_PASS);
    },
  );

  it("opens no second bucket for an address in front of the one that the trusted proxy appended", async () => {
    const forged = (at: number) => ({ "x-forwarded-for": `9.9.9.${at}, 203.0.113.5` });
    expect(await sendAll(await strangers(behindProxy), forged)).toEqual(SEVEN_PASS);
  });

  it("opens a bucket for each address that the trusted proxy appended", async () => {
    const honest = (at: number) => ({ "x-forwarded-for": `203.0.113.${at}` });
    expect(await sendAll(await strangers(behindProxy), honest)).toEqual({ passed: 30 });
  });

  it("counts the addresses of one IPv6 /64 as one", async () => {
    const neighbours = (at: number) => ({ "x-forwarded-for": `2001:db8:1:2::${at.toString(16)}` });
    expect(await sendAll(await strangers(behindProxy), neighbours)).toEqual(SEVEN_PASS);
  });
});

describe("a refused request", () => {
  it("says when to come back, in the body and in the headers, and uses up no other window", async () => {
    const { visitor } = await app({ safeguards: { plans: { member: { requests: { "5m": 1, "1h": 3 } } } } });
    const one = await visitor();
    const send = async () => postChat(one, { token: await fetchToken(one) });
    const allowed = await send();
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get("ratelimit-policy")).toContain('"user-5m";q=1;w=300');
    expect(allowed.headers.get("ratelimit")).toContain('"user-5m";r=0;t=');
    await allowed.text();
    for (const _ of [1, 2, 3, 4]) {
      const refused = await send();
      const { code, retryAfterSeconds = 0, resetAt = "" } = await readProblem(refused);
      expect(code).toBe("rate_limited");
      expect(retryAfterSeconds).toBeLessThanOrEqual(600);
      expect(Date.parse(resetAt)).toBeGreaterThan(Date.now());
    }
    const usage = await fetch(`${one.origin}/api/usage`, { headers: { cookie: one.cookie } });
    expect(await usage.json()).toMatchObject({
      requests: expect.arrayContaining([
        expect.objectContaining({ window: "5m", remaining: 0 }),
        expect.objectContaining({ window: "1h", remaining: 2 }),
      ]) as unknown,
    });
  });
});
