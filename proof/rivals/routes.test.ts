/** The rivals behave as their sources say: a comparison with a straw man proves nothing. */
import { setTimeout as sleep } from "node:timers/promises";

import { Redis } from "ioredis";
import RedisMock from "ioredis-mock";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { type Bridge, startBridge } from "../../lib/bridge/bridge.ts";
import { memoryEngine } from "../../lib/local/memory-engine.ts";
import { chatBody } from "../attack/profile.ts";
import { type MoneyProvider, PROVIDER_KEY, readBill, startMoneyProvider, wish } from "../attack/money-provider.ts";
import { memberCookie } from "../../tests/support/session.ts";
import { chatbot } from "./routes/chatbot.ts";
import { litellm, MASTER_KEY } from "./routes/litellm.ts";
import { none } from "./routes/none.ts";
import type { Route, Surroundings } from "./routes/route.ts";
import { usual } from "./routes/usual.ts";

let provider: MoneyProvider;
let bridge: Bridge;
let around: Surroundings;
let attack: string;

beforeAll(async () => {
  provider = await startMoneyProvider();
  bridge = await startBridge({ engine: await memoryEngine() });
});
beforeEach(async () => {
  attack = crypto.randomUUID();
  const store = new RedisMock();
  await store.flushall();
  around = {
    provider: { url: provider.url, key: PROVIDER_KEY },
    upstash: bridge,
    redis: store,
    database: store,
    budgetMicroUsd: 5_000,
    messages: 2,
    addressRequests: 3,
  };
});
afterAll(async () => {
  await bridge.close();
  await provider.stop();
});

type Asked = { text?: string; cookie?: string; headers?: Record<string, string>; extra?: object };

async function chat(route: Route, { text = wish(attack, { tokens: 40 }), cookie = "", headers, extra }: Asked) {
  const body = JSON.stringify(chatBody(text, { ...extra }));
  const request = new Request("http://127.0.0.1/api/chat", {
    method: "POST",
    body,
    headers: { cookie, "x-real-ip": "192.0.2.1", "x-forwarded-for": attack, ...headers },
  });
  const answer = await route(request);
  return { status: answer.status, body: await answer.text().catch(() => "") };
}

const session = () => memberCookie({ sub: crypto.randomUUID() });
const calls = async () => (await readBill(provider.billUrl, attack)).calls;

it("without a safeguard: anybody, and any model", async () => {
  const route = none(around);
  expect(await chat(route, { extra: { model: "gpt-6-sol" } })).toMatchObject({ status: 200 });
  expect((await readBill(provider.billUrl, attack)).microUsd).toBeGreaterThan(40 * 10);
});

it("the usual guide: a session, so many messages a day and user, so many requests an address", async () => {
  const route = usual(around);
  const cookie = await session();
  expect(await chat(route, {})).toMatchObject({ status: 401 });
  expect(await chat(route, { cookie })).toMatchObject({ status: 200 });
  expect(await chat(route, { cookie })).toMatchObject({ status: 200 });
  // The address has had its three; what the sender writes is another address.
  expect(await chat(route, { cookie: await session() })).toMatchObject({ status: 429 });
  const elsewhere = { "x-forwarded-for": crypto.randomUUID() };
  expect(await chat(route, { cookie, headers: elsewhere })).toMatchObject({ status: 429, body: "Come back tomorrow" });
  expect(
    await chat(route, { cookie: await session(), headers: elsewhere, extra: { model: "gpt-6-sol" } }),
  ).toMatchObject({
    status: 200,
  });
});

it("like vercel/chatbot: one message more than its limit, an unknown model replaced, long texts refused", async () => {
  const route = chatbot({ ...around, addressRequests: 100 });
  const cookie = await session();
  const statuses = [];
  for (const _ of [1, 2, 3, 4]) statuses.push((await chat(route, { cookie, extra: { model: "gpt-6-sol" } })).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  expect((await readBill(provider.billUrl, attack)).microUsd).toBeLessThan(3 * 40 * 10);
  expect(await chat(route, { cookie, text: "x".repeat(2_001) })).toMatchObject({ status: 400 });
});

it("like vercel/chatbot: messages that come together are all let in, and a Redis that fails lets pass", async () => {
  const { database } = around;
  const zadd = async (key: string, score: number, member: string) => {
    await sleep(50);
    return database.zadd(key, score, member);
  };
  const far = Object.assign(Object.create(database) as Redis, { zadd });
  const route = chatbot({ ...around, database: far, redis: new Redis({ lazyConnect: true }) });
  const cookie = await session();
  const answers = await Promise.all(Array.from({ length: 6 }, () => chat(route, { cookie })));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
});

it("like LiteLLM: what is left of a budget, however little, pays for a whole reply; then it is over", async () => {
  const route = litellm(around);
  const key = await newKey(route, 0.000_001);
  expect((await complete(route, key, {})).status).toBe(200);
  expect((await readBill(provider.billUrl, attack)).microUsd).toBeGreaterThan(20);
  const refused = await complete(route, key, {});
  expect([refused.status, refused.body]).toEqual([
    429,
    refused.body.replace(/"type":"\w+"/, '"type":"budget_exceeded"'),
  ]);
  expect((await complete(route, key, { model: "gpt-6-sol" })).status).toBe(400);
  expect((await complete(route, "sk-other", {})).status).toBe(401);
});

it("like LiteLLM: a call that failed gives its hold back, and a counter that cannot be written holds nobody", async () => {
  const route = litellm(around);
  const key = await newKey(route, 0.000_001);
  const dropped = wish(attack, { tokens: 100, drops: true });
  for (const _ of [1, 2]) expect((await complete(route, key, { text: dropped })).status).toBe(500);
  expect(await calls()).toBe(6);
  const away = litellm({ ...around, redis: new Redis({ lazyConnect: true, enableOfflineQueue: false }) });
  for (const _ of [1, 2, 3]) expect((await complete(away, key, {})).status).toBe(200);
});

async function newKey(route: Route, usd: number): Promise<string> {
  const headers = { authorization: `Bearer ${MASTER_KEY}` };
  const body = JSON.stringify({ max_budget: usd });
  const answer = await route(new Request("http://127.0.0.1/key/generate", { method: "POST", headers, body }));
  return ((await answer.json()) as { key: string }).key;
}

async function complete(route: Route, key: string, { text = wish(attack, { tokens: 40 }), model = "gpt-6-luna" }) {
  const body = JSON.stringify({ model, stream: true, messages: [{ role: "user", content: text }] });
  const headers = { authorization: `Bearer ${key}` };
  const answer = await route(new Request("http://127.0.0.1/v1/chat/completions", { method: "POST", headers, body }));
  return { status: answer.status, body: await answer.text() };
}
