/** The product as a Worker: sign-in page, streamed answers, limits, and a ledger that is right to the micro-USD. */
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { startBridge } from "../../lib/bridge/bridge.ts";
import { connectRedis } from "../../lib/bridge/engine.ts";
import { chat, readChunks, readProblem, textOf, type Visitor } from "../../tests/support/client.ts";
import { billFor, countInput } from "../../tests/support/app/bill.ts";
import { expectBalanced, readBooks } from "../../tests/support/app/books.ts";
import { type Provider, startProvider } from "../../tests/support/provider/provider.ts";
import { startRedisServer } from "../../tests/support/store/redis-server.ts";
import { memberCookie } from "../../tests/support/session.ts";
import { CANARY, TEST_SECRET } from "../../tests/support/words.ts";
import { startWorker, type Worker } from "./worker.ts";

/** More than the other tests need together: without the header all of them come from one address. */
const MOST_FROM_AN_ADDRESS = 12;

const cleanups: (() => unknown)[] = [];
let redis: Redis;
let provider: Provider;
let worker: Worker;

beforeAll(async () => {
  const server = await startRedisServer();
  const bridge = await startBridge({ engine: connectRedis(server.url, { timeoutMs: 5_000 }) });
  redis = new Redis(server.url);
  provider = await startProvider({ kind: "answer" }, countInput);
  worker = await startWorker({
    NEXTAUTH_SECRET: TEST_SECRET,
    OPENAI_API_KEY: CANARY,
    OPENAI_BASE_URL: provider.url,
    UPSTASH_REDIS_REST_URL: bridge.url,
    UPSTASH_REDIS_REST_TOKEN: bridge.token,
    OIDC_ISSUER: "http://127.0.0.1:9",
    OIDC_ID: "local-client",
    OIDC_SECRET: "local-client-secret",
    ADMIN_EMAILS: "owner@example.com",
    SAFEGUARDS_JSON: JSON.stringify({
      plans: { member: { requests: { "5m": 3 } } },
      address: { requests: { "5m": MOST_FROM_AN_ADDRESS } },
      limits: { storeMilliseconds: 5_000 },
    }),
  });
  cleanups.push(worker.stop, provider.stop, () => redis.disconnect(), bridge.close, server.stop);
});
afterAll(async () => {
  for (const cleanup of cleanups) await cleanup();
});
beforeEach(() => provider.behave({ kind: "answer" }));

async function visitor(email?: string): Promise<Visitor> {
  const sub = `user-${crypto.randomUUID()}`;
  return { origin: worker.origin, cookie: await memberCookie({ sub, ...(email && { email }) }) };
}

it("is healthy", async () => {
  const health = await fetch(`${worker.origin}/api/health`);
  expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
});

it("shows the sign-in page under a policy with a nonce, and the chat to who is signed in", async () => {
  const page = await fetch(`${worker.origin}/sign-in`);
  expect(page.headers.get("content-security-policy")).toMatch(/script-src 'self' 'nonce-/);
  expect(await page.text()).toMatch(/<form|<button/);
  const { cookie } = await visitor();
  const chatPage = await fetch(worker.origin, { headers: { cookie }, redirect: "manual" });
  expect(chatPage.status).toBe(200);
  expect(await chatPage.text()).toContain("<textarea");
});

it("lets nobody in without a session", async () => {
  expect((await readProblem(await fetch(`${worker.origin}/api/usage`))).code).toBe("not_signed_in");
});

it("streams an answer in parts", async () => {
  provider.behave({ kind: "answer", text: "one two three four five six", wordDelayMs: 150 });
  const response = await chat(await visitor());
  const arrivals: string[] = [];
  for await (const part of response.body ?? []) arrivals.push(Buffer.from(part).toString());
  expect(arrivals.length).toBeGreaterThanOrEqual(4);
  expect(arrivals.join("")).toContain("[DONE]");
});

it("stops a user at the limit, and settles each reply to what the provider bills", async () => {
  const before = provider.calls.length;
  const one = await visitor();
  for (let at = 0; at < 3; at++) expect(textOf(await readChunks(await chat(one)))).toContain("Hello");
  expect((await readProblem(await chat(one))).code).toBe("rate_limited");
  expect(provider.calls).toHaveLength(before + 3);
  const { service } = await expectBalanced(redis, provider.calls);
  expect(service).toBe(billFor(provider.calls));
});

it("counts clients by the address that Cloudflare tells, and by no other", async () => {
  const statuses: number[] = [];
  for (let at = 0; at < MOST_FROM_AN_ADDRESS + 2; at++) {
    const forged = { "x-forwarded-for": `198.51.100.${at}`, "x-real-ip": `198.51.100.${at}` };
    const response = await chat(await visitor(), { headers: { "cf-connecting-ip": "203.0.113.7", ...forged } });
    await response.text();
    statuses.push(response.status);
  }
  expect(statuses).toEqual([...Array<number>(MOST_FROM_AN_ADDRESS).fill(200), 429, 429]);
});

it("stops the provider when the reader leaves, and settles", async () => {
  provider.behave({ kind: "answer", text: "word ".repeat(200), wordDelayMs: 50 });
  const leaving = new AbortController();
  const response = await chat(await visitor(), { signal: leaving.signal });
  await response.body?.getReader().read();
  expect((await readBooks(redis)).held).toHaveLength(1);
  leaving.abort();
  await provider.calls.at(-1)?.over;
  expect(provider.calls.at(-1)?.billed.output).toBeLessThan(200);
  await expectBalanced(redis, provider.calls);
});

it("ends all running replies when the owner presses pause, also those that others' requests began", async () => {
  provider.behave({ kind: "answer", text: "word ".repeat(400), wordDelayMs: 50 });
  const { cookie } = await visitor("owner@example.com");
  const headers = { cookie, origin: worker.origin, "content-type": "application/json" };
  const pause = (paused: boolean) =>
    fetch(`${worker.origin}/api/admin/pause`, { method: "PUT", headers, body: JSON.stringify({ paused, reason: "" }) });
  const replies = await Promise.all([1, 2, 3].map(async () => chat(await visitor())));
  const ends = replies.map(async (reply) => (await readChunks(reply)).at(-1)?.errorText);
  expect((await pause(true)).status).toBe(200);
  for (const end of await Promise.all(ends)) expect(end).toContain('"code":"paused"');
  expect((await pause(false)).status).toBe(200);
  await expectBalanced(redis, provider.calls);
});

it("shows the owner the figures", async () => {
  const { cookie } = await visitor("owner@example.com");
  const usage = await fetch(`${worker.origin}/api/admin/usage`, { headers: { cookie } });
  expect(usage.status).toBe(200);
  expect(await usage.text()).toContain("usedMicroUsd");
});

it("writes a line for each reply, and no secret and no prompt", () => {
  expect(worker.output()).toContain('"event":"replied"');
  expect(worker.output()).not.toContain(CANARY);
  expect(worker.output()).not.toContain("Say hello");
});
