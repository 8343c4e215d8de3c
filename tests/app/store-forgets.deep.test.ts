/** A store that loses what it had, under two instances on the production build: what the service has spent is put back, and told. */
import { setTimeout as sleep } from "node:timers/promises";

import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { z } from "zod";

import { keys } from "../../lib/store/keys.ts";
import { type App, startApp } from "../support/app/app.ts";
import { type Receiver, startReceiver } from "../support/app/webhook.ts";
import { chat, readChunks, readProblem, type Visitor } from "../support/client.ts";
import { awayFromEnd, FIVE_MINUTES_MS } from "../support/moments.ts";
import { memberCookie } from "../support/session.ts";
import { type RedisServer, startRedisServer } from "../support/store/redis-server.ts";
import { startSwitchboard, type Switchboard } from "../support/store/switchboard.ts";

vi.setConfig({ testTimeout: 150_000 });

const overviewSchema = z.object({
  countsSince: z.iso.datetime().nullable(),
  service: z.array(z.object({ window: z.enum(["day", "month"]), usedMicroUsd: z.int() })),
});

let servers: RedisServer[];
let line: Switchboard;
let alerts: Receiver;
let apps: [App, App];
let owner: Visitor;

beforeEach(async () => {
  servers = [await startRedisServer()];
  line = await startSwitchboard(portOf(0));
  alerts = await startReceiver();
  const env = { REDIS_URL: line.url, ALERT_WEBHOOK_URL: alerts.url, ADMIN_EMAILS: "boss@example.com" };
  const start = () => startApp({ env, behaviour: { kind: "answer" } });
  apps = await Promise.all([start(), start()]);
  owner = {
    origin: apps[0].origin,
    cookie: await memberCookie({ sub: "oidc:boss", email: "boss@example.com" }),
  };
});
afterEach(async () => {
  await Promise.all(apps.map((app) => app.stop()));
  await Promise.all([alerts.stop(), line.stop(), ...servers.map((server) => server.stop())]);
});

const portOf = (at: number): number => servers[at]?.port ?? 0;
const told = (event: string) => alerts.received.filter(({ body }) => body.event === event);

async function answer(app: App, times = 1): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const chunks = await readChunks(await chat(await app.visitor()));
    expect(chunks.at(-1)?.type).toBe("finish");
  }
}

async function overview() {
  const { origin, cookie } = owner;
  return overviewSchema.parse(await (await fetch(`${origin}/api/admin/usage`, { headers: { cookie } })).json());
}

/** micro-USD */
async function spent(): Promise<{ day: number; month: number }> {
  const { service } = await overview();
  const of = (window: "day" | "month") => service.find((one) => one.window === window)?.usedMicroUsd ?? Number.NaN;
  return { day: of("day"), month: of("month") };
}

/** Every command of this server, from now on, on this server's own connection. */
async function withRedis<T>(at: number, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(portOf(at), "127.0.0.1");
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

async function expectPutBack(before: { day: number; month: number }): Promise<void> {
  await answer(apps[0]);
  const first = await spent();
  expect(first.day).toBeGreaterThan(before.day);
  expect(first.month).toBeGreaterThan(before.month);
  await answer(apps[1], 3);
  const after = await spent();
  expect(after.month).toBeGreaterThan(first.month);
  await expect.poll(() => told("ledger_started").length).toBe(2);
  await sleep(300);
  expect(told("ledger_started").map(({ body }) => body.text)).toEqual([
    expect.stringContaining("knew of no spending"),
    expect.stringContaining("put back"),
  ]);
}

it("is noticed after FLUSHALL, by the next message, and told once", async () => {
  await answer(apps[0], 5);
  await answer(apps[1], 2);
  // What the first has seen of the second's.
  await answer(apps[0]);
  const [before, { countsSince }] = [await spent(), await overview()];
  await withRedis(0, (redis) => redis.flushall());
  expect((await spent()).month).toBe(0);
  await expectPutBack(before);
  expect(Date.parse((await overview()).countsSince ?? "")).toBeGreaterThan(Date.parse(countsSince ?? ""));
});

it("is noticed when the service's figures alone are gone", async () => {
  await answer(apps[0], 5);
  const before = await spent();
  await withRedis(0, (redis) => redis.del(keys.serviceSpend));
  await expectPutBack(before);
});

it("is noticed when Redis starts again without persistence", async () => {
  await answer(apps[0], 5);
  const before = await spent();
  servers.push(await startRedisServer());
  line.leadTo(portOf(1));
  for (const { origin } of apps) await expect.poll(async () => (await fetch(`${origin}/api/health`)).status).toBe(200);
  await expectPutBack(before);
});

it("is noticed after a failover to a replica that lagged", async () => {
  servers.push(await startRedisServer({ args: ["--replicaof", "127.0.0.1", `${portOf(0)}`] }));
  await answer(apps[0], 2);
  const early = await spent();
  await expect.poll(() => withRedis(1, (redis) => redis.hget(keys.serviceSpend, "holds"))).toBe("2");
  await withRedis(1, (redis) => redis.replicaof("NO", "ONE"));
  await answer(apps[0], 4);
  const before = await spent();
  expect(before.month).toBeGreaterThan(early.month);
  line.leadTo(portOf(1));
  for (const { origin } of apps) await expect.poll(async () => (await fetch(`${origin}/api/health`)).status).toBe(200);
  expect(await spent()).toEqual(early);
  await expectPutBack(before);
});

it("is told of when it is silent for half a minute, by every process with one id, and once when it is back", async () => {
  await awayFromEnd(FIVE_MINUTES_MS, 50_000);
  await answer(apps[0]);
  await answer(apps[1]);
  line.leadTo(null);
  const refused = await fetch(`${apps[0].origin}/api/health`);
  expect(refused.status).toBe(503);
  expect((await readProblem(await fetch(`${apps[1].origin}/api/health`))).code).toBe("store_unavailable");
  await expect.poll(() => told("store_unavailable").length, { timeout: 45_000 }).toBe(2);
  expect(new Set(told("store_unavailable").map(({ body }) => body.id)).size).toBe(1);
  line.leadTo(portOf(0));
  await expect.poll(() => told("resumed").length, { timeout: 15_000 }).toBe(1);
  await sleep(6_000);
  expect(told("resumed")).toHaveLength(1);
  await answer(apps[0]);
});
