/** A burst makes the process busy, not the store absent: who comes in one waits for the true answer, within a bound. */
import { afterAll, beforeAll, expect, it } from "vitest";

import { config } from "../support/config.ts";
import { type App, type Patch, startApp } from "../support/app/app.ts";
import { chatBody, fetchToken, postChat, type Visitor } from "../support/client.ts";
import { holdFor } from "../support/app/stage.ts";
import { type RedisServer, startRedisServer } from "../support/store/redis-server.ts";

const TEXT = "Is there room for one more?";
const PLACES = 8;
const MEMBER = { maxOutputTokens: 64, parallelReplies: 5_000, models: [config.defaultModel] };
const HOLD = holdFor(TEXT, { plans: { member: MEMBER } });

let redis: RedisServer;
let app: App;

const PLENTY = { day: 10_000, month: 10_000 };
const safeguards = (budgetUsd: { day: number; month: number }): Patch => ({
  plans: { member: { ...MEMBER, budgetUsd } },
  service: { budgetUsd: PLENTY },
  chatToken: { lifetimeSeconds: 300 },
  limits: { storeMilliseconds: config.limits.storeMilliseconds },
});

async function withApp(budgetUsd: { day: number; month: number }): Promise<void> {
  app = await startApp({ env: { REDIS_URL: redis.url }, safeguards: safeguards(budgetUsd) });
  await burst(await app.visitor(), 1);
}

beforeAll(async () => void (redis = await startRedisServer()));
afterAll(() => redis.stop());

async function tokensOf(one: Visitor, count: number): Promise<string[]> {
  const all: string[] = [];
  while (all.length < count) all.push(...(await Promise.all(Array.from({ length: 20 }, () => fetchToken(one)))));
  return all.slice(0, count);
}

/** @returns how often each code was heard; "200" for a reply */
async function burst(one: Visitor, count: number): Promise<Record<string, number>> {
  const tokens = await tokensOf(one, count);
  const codes = tokens.map(async (token) => {
    const response = await postChat(one, { token, body: chatBody(TEXT) });
    const body = await response.text();
    return response.ok ? "200" : (JSON.parse(body) as { code: string }).code;
  });
  const counts: Record<string, number> = {};
  for (const code of await Promise.all(codes)) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

it("serves at least 99 % of a thousand requests of one instant", async () => {
  await withApp(PLENTY);
  const began = performance.now();
  const heard = await burst(await app.visitor(), 1_000);
  console.info(JSON.stringify(heard), `${Math.round(performance.now() - began)} ms, tokens included`);
  await app.stop();
  expect(heard["200"]).toBeGreaterThanOrEqual(990);
});

it("tells at least 99 % of the losers of a race for the last cent that the budget is used up", async () => {
  const budget = (PLACES * HOLD) / 1_000_000;
  await withApp({ day: budget, month: budget });
  const total: Record<string, number> = {};
  for (let round = 0; round < 8; round += 1) {
    // Nobody's reply ends, and gives something back, before the last one has asked.
    const { promise: until, resolve } = Promise.withResolvers<void>();
    app.provider.behave({ kind: "answer", until });
    const calls = app.provider.calls.length;
    const heard = burst(await app.visitor(), 100);
    await expect.poll(() => app.provider.calls.length - calls).toBe(PLACES);
    setTimeout(resolve, 3_000);
    for (const [code, count] of Object.entries(await heard)) total[code] = (total[code] ?? 0) + count;
  }
  console.info(JSON.stringify(total));
  await app.stop();
  expect(total["200"]).toBe(8 * PLACES);
  expect(total["budget_exhausted"]).toBeGreaterThanOrEqual(0.99 * 8 * (100 - PLACES));
});

it("refuses a burst within a few seconds, all of it, when the store hangs, and serves again when it goes on", async () => {
  await withApp(PLENTY);
  const one = await app.visitor();
  const tokens = await tokensOf(one, 200);
  const calls = app.provider.calls.length;
  process.kill(redis.pid, "SIGSTOP");
  const began = performance.now();
  const codes = await Promise.all(
    tokens.map(async (token) => ((await (await postChat(one, { token })).json()) as { code: string }).code),
  );
  const tookMs = performance.now() - began;
  process.kill(redis.pid, "SIGCONT");
  expect(new Set(codes)).toEqual(new Set(["store_unavailable"]));
  expect(app.provider.calls).toHaveLength(calls);
  console.info(`${Math.round(tookMs)} ms`);
  expect(tookMs).toBeLessThan(4_000);
  await expect.poll(async () => (await burst(one, 1))["200"]).toBe(1);
  await app.stop();
});
