/** Two providers behind one service, each over a protocol of its own: what is asked of each, charged for it, and told of it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import { type App, startApp } from "../support/app/app.ts";
import { expectBalanced } from "../support/app/books.ts";
import { runUntilExit } from "../support/app/instance.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { startReceiver, type Receiver } from "../support/app/webhook.ts";
import { chat, chatBody, readChunks, readProblem, textOf } from "../support/client.ts";
import { safeguardsJson } from "../support/config.ts";
import { type Provider, startProvider } from "../support/provider/provider.ts";
import { CANARY } from "../support/words.ts";

const OTHER_KEY = "local-key-of-the-other-provider";
const HERE = "gpt-6-luna";
const THERE = "gpt-5-mini";
const safeguards = { providers: { other: { api: "chat" } }, models: { [THERE]: { provider: "other" } } };

let stage: Stage;
let other: Provider;
let alerts: Receiver;
let app: App;

beforeAll(async () => {
  [stage, other, alerts] = await Promise.all([startStage(), startProvider(), startReceiver()]);
  app = await stage.start({
    safeguards,
    env: {
      PROVIDER_OTHER_API_KEY: OTHER_KEY,
      PROVIDER_OTHER_BASE_URL: other.url,
      ADMIN_EMAILS: "owner@example.com",
      ALERT_WEBHOOK_URL: alerts.url,
    },
  });
});
afterAll(async () => {
  await stage.stop();
  await Promise.all([other.stop(), alerts.stop()]);
});

beforeEach(() => {
  for (const provider of [stage.provider, other]) {
    provider.calls.length = 0;
    provider.behave({ kind: "answer" });
  }
  alerts.received.length = 0;
});

const ask = async (model: string, sub?: string) =>
  chat(await app.visitor(sub), { body: chatBody("Say hello", { model }) });
const asked = ({ calls }: Provider) =>
  calls.map(({ path, headers, body }) => [path, headers.authorization, body.model]);

it("calls each model at its own provider, over its protocol and with its key alone", async () => {
  for (const model of [HERE, THERE]) {
    const chunks = await readChunks(await ask(model));
    expect(textOf(chunks)).toBe("Hello from the scripted provider.");
    expect(chunks.at(-1)).toMatchObject({ type: "finish", finishReason: "stop" });
  }
  expect(asked(stage.provider)).toEqual([["/v1/responses", `Bearer ${CANARY}`, HERE]]);
  expect(asked(other)).toEqual([["/v1/chat/completions", `Bearer ${OTHER_KEY}`, THERE]]);
});

it.each([
  [HERE, 1_000 * 0.1 + 7 * 0.5],
  [THERE, 400 * 0.25 + 600 * 0.025 + 7 * 2],
])("charges a reply of %s exactly what its provider says", async (model, microUsd) => {
  const usage = { input: 1_000, cachedInput: model === THERE ? 600 : 0, output: 7 };
  for (const provider of [stage.provider, other]) provider.behave({ kind: "answer", usage });
  await readChunks(await ask(model, `payer of ${model}`));
  expect((await expectBalanced(stage.redis, [])).users.get(`payer of ${model}`)).toBe(Math.ceil(microUsd));
});

describe("a provider that refuses the owner's account", () => {
  afterEach(() => stage.redis.del(keys.breaker("other")));

  it("stops its own models alone, and is named to the owner and to nobody else", async () => {
    other.behave({ kind: "fail", status: 402, code: "insufficient_quota" });
    for (let at = 0; at < 3; at += 1) {
      const { code, detail } = await readProblem(await ask(THERE));
      expect(code).toBe("provider_unavailable");
      expect(detail).not.toContain("other");
      await readChunks(await ask(HERE));
    }
    expect([other.calls.length, stage.provider.calls.length]).toEqual([1, 3]);
    await expect.poll(() => alerts.received.map(({ body }) => body.event)).toContain("provider_unavailable");
    const told = alerts.received.find(({ body }) => body.event === "provider_unavailable");
    expect(told?.body).toMatchObject({ text: expect.stringContaining("Provider other.") as string });
    expect(await stage.redis.exists(keys.breaker("other"), keys.breaker("openai"))).toBe(1);
    const owner = await app.visitor("owner");
    const figures = await fetch(`${app.origin}/api/admin/usage`, { headers: { cookie: owner.cookie } });
    expect(await figures.json()).toMatchObject({ refusingProviders: ["other"] });
  });
});

it("charges nothing when a provider was not reached", async () => {
  const gone = await stage.start({
    safeguards,
    env: { PROVIDER_OTHER_API_KEY: OTHER_KEY, PROVIDER_OTHER_BASE_URL: "http://127.0.0.1:9/v1" },
  });
  const response = await chat(await gone.visitor("luckless"), { body: chatBody("Hello", { model: THERE }) });
  expect((await readProblem(response)).code).toBe("upstream_error");
  expect((await expectBalanced(stage.redis, [])).users.get("luckless")).toBe(0);
});

it("chats over Chat Completions with stand-ins for each provider, and moderates", async () => {
  const env = { OPENAI_API_KEY: "", OPENAI_BASE_URL: "", OPENAI_API: "chat", MODERATION: "1" };
  const demo = await startApp({ provider: stage.provider, env, safeguards });
  const say = async (text: string, model: string) =>
    chat(await demo.visitor(), { body: chatBody(text, { model }), signal: AbortSignal.timeout(30_000) });
  for (const model of [HERE, THERE]) {
    const chunks = await readChunks(await say("hello", model));
    expect(textOf(chunks)).toContain("stand-in");
    expect(chunks.at(-1)).toMatchObject({ type: "finish", finishReason: "stop" });
  }
  expect((await readProblem(await say("Please flag this.", HERE))).code).toBe("prompt_refused");
  expect([...stage.provider.calls, ...other.calls]).toEqual([]);
  expect(demo.instance.output()).toContain("PROVIDER_OTHER_API_KEY");
  await demo.stop();
});

it("does not start without the key and the address of a provider that is configured", async () => {
  const { code, output } = await runUntilExit({
    OPENAI_API_KEY: CANARY,
    GUEST_ACCESS: "1",
    SAFEGUARDS_JSON: safeguardsJson(safeguards),
  });
  expect(code).toBe(1);
  expect(output).toContain("PROVIDER_OTHER_API_KEY and PROVIDER_OTHER_BASE_URL");
  expect(output).not.toContain("OPENAI_API_KEY");
});
