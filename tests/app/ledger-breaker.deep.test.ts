/** A provider that refuses the owner's account is asked no more, and a visitor learns nothing of why. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import type { App } from "../support/app/app.ts";
import { chat, type ProblemBody, readChunks, readProblem, type Visitor } from "../support/client.ts";
import { expectBalanced } from "../support/app/books.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { type Receiver, startReceiver } from "../support/app/webhook.ts";

const OWNERS_BUSINESS = /bill|quota|key|credit|account|pay|owner|budget|spend|insufficient|openai|canary/i;

let stage: Stage;
let alerts: Receiver;
let apps: [App, App];
let admin: Visitor;
let callsBefore: number;

beforeAll(async () => {
  stage = await startStage();
  alerts = await startReceiver();
  const env = { ADMIN_EMAILS: "owner@example.com", ALERT_WEBHOOK_URL: alerts.url };
  apps = await Promise.all([stage.start({ env, by: "own bridge" }), stage.start({ env, by: "own bridge" })]);
  admin = await apps[0].visitor("owner");
});
afterAll(async () => {
  await stage.stop();
  await alerts.stop();
});

beforeEach(async () => {
  // The books go on: a process puts back what it has seen when a store forgets.
  await stage.redis.del(keys.breaker("openai"), keys.providerHealth("openai"));
  callsBefore = stage.provider.calls.length;
  alerts.received.length = 0;
});

const newCalls = () => stage.provider.calls.slice(callsBefore);
const visitor = (at = 0) => (apps[at % 2] ?? apps[0]).visitor();
// Each test begins a ledger, and that is news of another test.
const events = () => alerts.received.map(({ body }) => body.event).filter((event) => event !== "ledger_started");

async function refusal(at = 0): Promise<ProblemBody> {
  return readProblem(await chat(await visitor(at)));
}

/** The moment of the next try is what the store keeps; now it has come. */
async function letTheNextTryCome(): Promise<void> {
  const next = Number(await stage.redis.get(keys.breaker("openai")));
  expect(next - Date.now()).toBeGreaterThan(10_000);
  expect(next - Date.now()).toBeLessThanOrEqual(60_000);
  await stage.redis.set(keys.breaker("openai"), String(Date.now() - 1));
}

async function expectServed(): Promise<void> {
  stage.provider.behave({ kind: "answer" });
  expect((await readChunks(await chat(await visitor()))).at(-1)?.type).toBe("finish");
}

describe.each([
  { status: 401, code: "invalid_api_key" },
  { status: 429, code: "insufficient_quota" },
  { status: 429, code: "project_spend_limit_exceeded" },
])("a provider that answers $status $code", ({ status, code }) => {
  beforeEach(() => stage.provider.behave({ kind: "fail", status, code }));

  it("costs one call and one alert, and shows visitors nothing of the owner's business", async () => {
    const { service: spentBefore } = await expectBalanced(stage.redis, stage.provider.calls);
    const problems = [await refusal(0), await refusal(1), await refusal(0), await refusal(1)];
    for (const problem of problems) {
      expect(problem).toMatchObject({ code: "provider_unavailable", status: 503 });
      expect(`${problem.title} ${problem.detail}`).not.toMatch(OWNERS_BUSINESS);
    }
    expect(newCalls()).toHaveLength(1);
    await expect.poll(events).toEqual(["provider_unavailable"]);
    expect((await expectBalanced(stage.redis, stage.provider.calls)).service).toBe(spentBefore);
  });
});

describe("a provider that was unavailable", () => {
  beforeEach(async () => {
    stage.provider.behave({ kind: "fail", status: 401, code: "invalid_api_key" });
    await refusal();
    await vi.waitUntil(() => events().length === 1);
  });

  it("is tried by one request alone when the time has come, and stays shut when it refuses again", async () => {
    await letTheNextTryCome();
    const problems = await Promise.all(Array.from({ length: 12 }, (_, at) => refusal(at)));
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(["provider_unavailable"]));
    expect(newCalls()).toHaveLength(2);
    await letTheNextTryCome();
    expect(events()).toEqual(["provider_unavailable"]);
  });

  it("serves everybody again once a try has succeeded", async () => {
    await letTheNextTryCome();
    await expectServed();
    expect(await stage.redis.exists(keys.breaker("openai"))).toBe(0);
    await Promise.all([expectServed(), expectServed(), expectServed()]);
    expect(newCalls()).toHaveLength(5);
    await expect.poll(events).toEqual(["provider_unavailable", "resumed"]);
    await expectBalanced(stage.redis, stage.provider.calls);
  });

  it("serves everybody again once words came, also from a server that reports no usage", async () => {
    await letTheNextTryCome();
    stage.provider.behave({ kind: "answer", usage: null });
    expect((await readChunks(await chat(await visitor()))).at(-1)?.type).toBe("finish");
    await expect.poll(events).toEqual(["provider_unavailable", "resumed"]);
    expect(await stage.redis.exists(keys.breaker("openai"))).toBe(0);
  });

  it("serves everybody again when an admin says so", async () => {
    const headers = { "content-type": "application/json", origin: admin.origin, cookie: admin.cookie };
    const body = JSON.stringify({ paused: false });
    expect((await fetch(`${admin.origin}/api/admin/pause`, { method: "PUT", headers, body })).status).toBe(200);
    await expectServed();
    await expectServed();
    await expect.poll(events).toEqual(["provider_unavailable", "resumed"]);
  });
});

it("a provider that is merely busy stops nobody", async () => {
  stage.provider.behave({ kind: "fail", status: 429, code: "rate_limit_exceeded" });
  for (const at of [0, 1, 2]) expect((await refusal(at)).code).toBe("provider_busy");
  expect(newCalls()).toHaveLength(3);
  expect(events()).toEqual([]);
});
