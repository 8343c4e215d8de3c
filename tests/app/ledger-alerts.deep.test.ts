/** Thresholds that 30 parallel requests cross on two instances: one signed alert each, and no reply waits for the webhook. */
import { createHmac } from "node:crypto";

import { afterEach, beforeEach, expect, it } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import type { App, Patch } from "../support/app/app.ts";
import { chat, chatBody, fetchToken, postChat, readChunks } from "../support/client.ts";
import { expectBalanced } from "../support/app/books.ts";
import { holdFor, type Stage, startStage } from "../support/app/stage.ts";
import { type Receiver, startReceiver } from "../support/app/webhook.ts";
import { tokens } from "../support/app/questions.ts";

const TEXT = "Who tells the owner?";
const MEMBER = { maxOutputTokens: 64 };
const TEN_HOLDS = 10 * holdFor(TEXT, { plans: { member: MEMBER } });
const ALERT_WEBHOOK_SECRET = "local-test-webhook-secret";
const SCARCE = { day: TEN_HOLDS / 1_000_000, month: 1_000 };
const safeguards: Patch = { plans: { member: { ...MEMBER, budgetUsd: SCARCE } }, service: { budgetUsd: SCARCE } };
const THRESHOLDS = [
  "service day 100",
  "service day 50",
  "service day 80",
  "user day 100",
  "user day 50",
  "user day 80",
];

let stage: Stage;
let alerts: Receiver;
let apps: [App, App];

beforeEach(async () => {
  stage = await startStage();
  alerts = await startReceiver();
  // That the ledger begins is news of another test.
  await stage.redis.hset(keys.serviceSpend, { since: "1" });
  const env = { ALERT_WEBHOOK_URL: alerts.url, ALERT_WEBHOOK_SECRET };
  apps = await Promise.all([
    stage.start({ safeguards, env, by: "own bridge" }),
    stage.start({ safeguards, env, by: "own bridge" }),
  ]);
});
afterEach(async () => {
  await stage.stop();
  await alerts.stop();
});

const visitor = (at: number) => (apps[at % 2] ?? apps[0]).visitor("the-user");
const thresholds = () =>
  alerts.received.map(({ body: { scope, window, percent } }) => `${scope} ${window} ${percent}`).toSorted();

/** @returns how long each of them waited for its answer, in milliseconds */
async function sendThirty(): Promise<{ passed: number[]; refused: number[] }> {
  stage.provider.behave({ kind: "answer", words: tokens(24), firstDelayMs: 300 });
  const visitors = await Promise.all(Array.from({ length: 30 }, (_, at) => visitor(at)));
  const chatTokens: string[] = [];
  for (const one of visitors) chatTokens.push(await fetchToken(one));
  const waits = { passed: [] as number[], refused: [] as number[] };
  const started = performance.now();
  await Promise.all(
    visitors.map(async (one, at) => {
      const response = await postChat(one, { token: chatTokens[at] ?? "", body: chatBody(TEXT) });
      waits[response.ok ? "passed" : "refused"].push(performance.now() - started);
      await response.text();
    }),
  );
  return waits;
}

it("send each threshold of the user's and the service's day once, signed, and never again", async () => {
  const { passed, refused } = await sendThirty();
  expect([passed.length, refused.length]).toEqual([10, 20]);
  await expect.poll(thresholds).toEqual(THRESHOLDS);
  for (const { raw, headers, body } of alerts.received) {
    const hmac = createHmac("sha256", ALERT_WEBHOOK_SECRET).update(raw).digest("hex");
    expect(headers["x-alert-signature"]).toBe(`sha256=${hmac}`);
    expect(headers["content-type"]).toContain("application/json");
    expect(body).toMatchObject({ event: "budget_threshold", limitMicroUsd: TEN_HOLDS });
    expect(body.usedMicroUsd * 100).toBeGreaterThanOrEqual(body.percent * TEN_HOLDS);
    expect(body.usedMicroUsd).toBeLessThanOrEqual(TEN_HOLDS);
    expect(body.text).toContain(`${body.percent} %`);
  }
  expect(new Set(alerts.received.map(({ body }) => body.id)).size).toBe(6);
  // Settling gave room back; filling it again crosses nothing anew.
  stage.provider.behave({ kind: "answer", words: tokens(24) });
  for (let at = 0; at < 30; at += 1) await (await chat(await visitor(at), { body: chatBody(TEXT) })).text();
  await expectBalanced(stage.redis, stage.provider.calls);
  expect(thresholds()).toEqual(THRESHOLDS);
});

it("reach a webhook that failed at first, by and by", async () => {
  alerts.behave("fails");
  await sendThirty();
  await expect.poll(() => alerts.attempts()).toBeGreaterThanOrEqual(6);
  expect(alerts.received).toEqual([]);
  alerts.behave("answers");
  await expect.poll(thresholds).toEqual(THRESHOLDS);
  expect(alerts.attempts()).toBeGreaterThanOrEqual(12);
});

it("delay no reply and no settlement when the webhook hangs", async () => {
  alerts.behave("hangs");
  const { passed } = await sendThirty();
  expect(passed).toHaveLength(10);
  expect(Math.max(...passed)).toBeLessThan(3_000);
  await expectBalanced(stage.redis, stage.provider.calls);
  expect(alerts.attempts()).toBe(6);
  expect((await readChunks(await chat(await visitor(0), { body: chatBody(TEXT) }))).at(-1)?.type).toBe("finish");
});
