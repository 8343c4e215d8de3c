/** What ends a reply between two calls of the provider: a client that leaves, a pause, a block, a model that says no usage. */
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import type { App } from "../support/app/app.ts";
import { billOfReply, outputPrice } from "../support/app/bill.ts";
import { expectBalanced, spentBy } from "../support/app/books.ts";
import { tokens } from "../support/app/questions.ts";
import { readEnding } from "../support/app/reader.ts";
import { trip } from "../support/app/round-trips.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { chatBody, fetchToken, postChat } from "../support/client.ts";
import { memberCookie } from "../support/session.ts";
import type { Behaviour } from "../support/provider/provider.ts";

const ADMIN = "owner@example.com";
const words = tokens(80);
const overrun = 40;
/** What a provider may have said around the tools by itself, in micro-USD: nobody knows when it does not say what it read. */
const AROUND_TOOLS = 640 * 0.125;
const CALLS = { kind: "answer" as const, calls: [{ name: "my_limits", input: "{}" }] };
const SLOWLY: Behaviour = { kind: "answer", words, wordDelayMs: 50, overrun };

let stage: Stage;
let app: App;
beforeAll(async () => {
  stage = await startStage();
  const safeguards = {
    models: { "gpt-6-luna": { tools: true } },
    plans: { member: { maxSteps: 3, tools: ["my_limits"] } },
  };
  app = await stage.start({ safeguards, env: { ADMIN_EMAILS: ADMIN } });
});
afterAll(() => stage.stop());
beforeEach(() => stage.proxy.set({ kind: "none" }));

async function admin(path: string, body: object): Promise<void> {
  const cookie = await memberCookie({ sub: "owner", email: ADMIN });
  const headers = { "content-type": "application/json", origin: app.origin, cookie };
  const response = await fetch(`${app.origin}${path}`, { method: "PUT", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
}

type Question = { account: string; response: Promise<Response>; leave: () => void };

async function ask(...script: Behaviour[]): Promise<Question> {
  const account = `user-${crypto.randomUUID()}`;
  const visitor = await app.visitor(account);
  const leaving = new AbortController();
  const token = await fetchToken(visitor);
  stage.provider.behave(...script);
  const response = postChat(visitor, { token, body: chatBody(`${account}: what is left?`), signal: leaving.signal });
  return { account, response, leave: () => leaving.abort() };
}

const callsOf = (account: string) => stage.provider.calls.filter(({ raw }) => raw.includes(account));

/** What was charged, once nothing is held. */
async function settled(account: string): Promise<{ charged: number; bill: number; steps: number }> {
  const made = callsOf(account);
  await expectBalanced(stage.redis, stage.provider.calls);
  return { charged: await spentBy(stage.redis, account), bill: billOfReply(made), steps: made.length };
}

/** Asks what makes the model call a tool, holds the tool's own look at the store, and lets all that comes after it pass. */
async function askWhileToolRuns(): Promise<Question> {
  const [called, reached] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const asked = await ask({ ...CALLS, until: called.promise });
  // Whatever the request asks the store comes before its call: what is seen from now on is the tool's.
  await vi.waitUntil(() => callsOf(asked.account).length === 1, { timeout: 10_000 });
  const isTool = trip("other", asked.account);
  const silence = stage.proxy.listen((body) => isTool(body) && reached.resolve());
  await stage.proxy.set({ kind: "hang" }, isTool);
  called.resolve();
  await reached.promise;
  silence();
  await stage.proxy.set({ kind: "none" });
  return asked;
}

describe("a reply whose client leaves", () => {
  it("while a tool runs begins no second step, and is charged the first exactly", async () => {
    const asked = await askWhileToolRuns();
    asked.leave();
    await asked.response.catch(() => {});
    await stage.proxy.set({ kind: "none" });
    const { charged, bill, steps } = await settled(asked.account);
    expect([charged, steps]).toEqual([bill, 1]);
  });

  it("in its second step is charged both, and hardly more", async () => {
    const asked = await ask(CALLS, SLOWLY);
    await vi.waitUntil(() => (callsOf(asked.account)[1]?.billed.output ?? 0) > 5);
    asked.leave();
    await asked.response.then((response) => response.text()).catch(() => {});
    const { charged, bill, steps } = await settled(asked.account);
    expect(steps).toBe(2);
    expect(charged).toBeGreaterThanOrEqual(bill);
    expect(charged).toBeLessThanOrEqual(bill * 1.1 + outputPrice("gpt-6-luna", 64) + AROUND_TOOLS);
  });
});

describe.each([
  ["pause", "paused", () => admin("/api/admin/pause", { paused: true, reason: "a test" })],
  ["block", "forbidden", (account: string) => admin(`/api/admin/users/${account}`, { blocked: true })],
])("a %s", (_, code, act) => {
  it("while a tool runs ends the reply within two seconds, without a second step", async () => {
    const asked = await askWhileToolRuns();
    const actedAtMs = performance.now();
    await act(asked.account);
    const ending = await readEnding(await asked.response);
    await stage.proxy.set({ kind: "none" });
    await admin("/api/admin/pause", { paused: false, reason: "a test" });
    expect(ending.code).toBe(code);
    expect(ending.atMs - actedAtMs).toBeLessThan(2_500);
    const { charged, bill, steps } = await settled(asked.account);
    expect([charged, steps]).toEqual([bill, 1]);
  });

  it("in its second step ends the reply, and is charged for both", async () => {
    const asked = await ask(CALLS, SLOWLY);
    await vi.waitUntil(() => (callsOf(asked.account)[1]?.billed.output ?? 0) > 5);
    await act(asked.account);
    const ending = await readEnding(await asked.response);
    await admin("/api/admin/pause", { paused: false, reason: "a test" });
    expect(ending.code).toBe(code);
    const { charged, bill, steps } = await settled(asked.account);
    expect(steps).toBe(2);
    expect(charged).toBeGreaterThanOrEqual(bill);
    expect(charged).toBeLessThanOrEqual(bill * 1.1 + outputPrice("gpt-6-luna", 64) + AROUND_TOOLS);
  });
});

describe("a store that is silent for a further step", () => {
  it("lets no further call be made, and the reply ends", async () => {
    const asked = await ask(CALLS, SLOWLY);
    await stage.proxy.set({ kind: "hang" }, trip("extend", asked.account));
    const ending = await readEnding(await asked.response);
    await stage.proxy.set({ kind: "none" });
    expect(ending.code).toBe("store_unavailable");
    const { charged, bill, steps } = await settled(asked.account);
    expect([charged, steps]).toEqual([bill, 1]);
  });

  it("and has taken it all the same, gives it back when the reply is settled", async () => {
    const asked = await ask(CALLS, SLOWLY);
    await stage.proxy.set({ kind: "hang_after" }, trip("extend", asked.account));
    const ending = await readEnding(await asked.response);
    await stage.proxy.set({ kind: "none" });
    await sleep(100);
    const { charged, bill, steps } = await settled(asked.account);
    expect(ending.code).toBe("store_unavailable");
    expect([charged, steps]).toEqual([bill, 1]);
  });
});
