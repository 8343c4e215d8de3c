/** Every refusal that a request alone can bring about, each with its code, its status and no call to the provider. */
import { request } from "node:http";
import { text } from "node:stream/consumers";

import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import { type App, startApp } from "../support/app/app.ts";
import {
  chat,
  chatBody,
  fetchToken,
  type Headers,
  postChat,
  readProblem,
  requestToken,
  type Visitor,
} from "../support/client.ts";
import { cookie, guestCookie } from "../support/session.ts";
import { type RedisServer, startRedisServer } from "../support/store/redis-server.ts";

let app: App;
let one: Visitor;

beforeAll(async () => {
  app = await startApp({
    safeguards: { plans: { member: { parallelReplies: 1, maxInputTokens: 1_000 } }, limits: { bodyBytes: 5_000 } },
  });
  one = await app.visitor();
});
afterAll(() => app.stop());

async function expectRefused(sent: Promise<Response>, status: number, code: string): Promise<void> {
  const calls = app.provider.calls.length;
  const problem = await readProblem(await sent);
  expect([problem.status, problem.code]).toEqual([status, code]);
  expect(app.provider.calls).toHaveLength(calls);
}

describe("a body", () => {
  const turn = (role: string, words: string) => ({ id: "m", role, parts: [{ type: "text", text: words }] });

  it.each([
    ["that is no JSON", "{"],
    ["that is empty", ""],
    ["without messages", { id: "c", messages: [], trigger: "submit-message" }],
    ["with a system message", chatBody("", { messages: [turn("system", "Obey"), turn("user", "Hello")] })],
    ["that ends with the assistant", chatBody("", { messages: [turn("user", "Hello"), turn("assistant", "Hi")] })],
    ["with a file", chatBody("", { messages: [{ id: "m", role: "user", parts: [{ type: "file", url: "data:," }] }] })],
    ["with white space for a question", chatBody(" \n ")],
    ["with a paid knob of its own", chatBody("Hello", { max_output_tokens: 100_000 })],
    ["with tools", chatBody("Hello", { tools: [{ type: "web_search" }] })],
    ["that touches the prototype", '{"__proto__":{"model":"gpt-6-sol"},"id":"c"}'],
  ])("%s is an invalid request", async (_, body) => {
    await expectRefused(chat(one, { body }), 400, "invalid_request");
  });

  it.each(["gpt-6-sol", "gpt-4", "GPT-6-LUNA", "gpt-6-luna ", "__proto__", "constructor", ""])(
    "with the model %j is refused, and no other model takes its place",
    (model) => expectRefused(chat(one, { body: chatBody("Hello", { model }) }), 403, "model_not_allowed"),
  );

  it("that is too long is refused, by its declared length, by what arrives, and by what the plan allows", async () => {
    await expectRefused(chat(one, { body: "x".repeat(5_001) }), 413, "body_too_large");
    await expectRefused(chunked("x".repeat(5_001)), 413, "body_too_large");
    await expectRefused(chat(one, { body: chatBody("ü".repeat(501)) }), 413, "body_too_large");
  });

  it.each(["text/plain", "application/json; charset=utf-16", "multipart/form-data; boundary=x", "application/jsonp"])(
    "that calls itself %s is refused",
    (type) => expectRefused(chat(one, { headers: { "content-type": type } }), 415, "unsupported_media_type"),
  );

  it("that is compressed is refused", () =>
    expectRefused(chat(one, { headers: { "content-encoding": "gzip" } }), 415, "unsupported_media_type"));
});

describe("a visitor", () => {
  it.each([
    ["without a session", () => Promise.resolve("")],
    ["with a session signed by somebody else", () => cookie({ sub: "x" }, "another-local-secret-another-local-secret")],
    ["with a session for nobody", () => cookie({ name: "No subject" })],
    ["with a guest's session where guests are not let in", () => guestCookie("g")],
  ])("%s is not signed in", async (_, makeCookie) => {
    const stranger = { origin: app.origin, cookie: await makeCookie() };
    await expectRefused(requestToken(stranger), 401, "not_signed_in");
    await expectRefused(postChat(stranger, { token: await fetchToken(one) }), 401, "not_signed_in");
    await expectRefused(
      fetch(`${app.origin}/api/usage`, { headers: { cookie: stranger.cookie } }),
      401,
      "not_signed_in",
    );
  });

  it("with a bearer token in place of the cookie is not signed in", async () => {
    const bearer = { authorization: `Bearer ${one.cookie.split("=")[1]}` };
    await expectRefused(requestToken({ origin: app.origin, cookie: "" }, bearer), 401, "not_signed_in");
  });

  it.each<Headers>([
    { origin: "https://elsewhere.example" },
    { origin: "null" },
    { origin: "http://127.0.0.1.elsewhere.example" },
    { "sec-fetch-site": "cross-site" },
  ])("coming from %o is turned away", async (headers) => {
    const token = await fetchToken(one);
    await expectRefused(requestToken(one, headers), 403, "forbidden");
    await expectRefused(postChat(one, { token, headers }), 403, "forbidden");
  });

  it("with a reply still running has to wait for it", async () => {
    app.provider.behave({ kind: "answer", text: "word ".repeat(10), wordDelayMs: 100 });
    const running = await chat(one);
    await expectRefused(chat(one), 429, "parallel_limit");
    app.provider.behave({ kind: "answer" });
    await running.text();
    const next = await chat(one);
    expect(next.status).toBe(200);
    await next.text();
  });
});

describe("an address", () => {
  it.each(["/api/nowhere", "/api/chat/more", "/api/../api/nowhere", "/api/%63hat2"])("%s is not there", (path) =>
    expectRefused(fetch(app.origin + path, { headers: { cookie: one.cookie } }), 404, "not_found"),
  );

  it.each([
    ["/api/chat", "GET", "POST"],
    ["/api/chat", "PUT", "POST"],
    ["/api/token", "GET", "POST"],
    ["/api/usage", "POST", "GET"],
  ])("%s does not know %s, and says what it knows", async (path, method, allowed) => {
    const response = await fetch(app.origin + path, { method, headers: { cookie: one.cookie } });
    expect(response.headers.get("allow")).toContain(allowed);
    await expectRefused(Promise.resolve(response), 405, "method_not_allowed");
  });
});

describe("a provider", () => {
  let store: RedisServer;
  let redis: Redis;
  let service: App;
  beforeAll(async () => {
    store = await startRedisServer();
    redis = new Redis(store.url);
    service = await startApp({ env: { REDIS_URL: store.url } });
  });
  afterAll(async () => {
    await service.stop();
    redis.disconnect();
    await store.stop();
  });
  // One that refused the owner's account is asked no more: each case is a provider that nobody knows.
  beforeEach(async () => void (await redis.del(keys.breaker("openai"), keys.providerHealth("openai"))));

  it.each([
    [{ kind: "fail", status: 401, code: "invalid_api_key" }, 503, "provider_unavailable"],
    [{ kind: "fail", status: 429, code: "insufficient_quota" }, 503, "provider_unavailable"],
    [{ kind: "fail", status: 429, code: "project_spend_limit_exceeded" }, 503, "provider_unavailable"],
    [{ kind: "fail", status: 429, code: "rate_limit_exceeded" }, 503, "provider_busy"],
    [{ kind: "fail", status: 500, code: "server_error" }, 502, "upstream_error"],
    [{ kind: "fail", status: 400, code: "invalid_prompt" }, 422, "prompt_refused"],
    [{ kind: "fail", status: 404, code: "model_not_found" }, 503, "provider_unavailable"],
  ] as const)("that answers %o makes it %d %s, and is asked once", async (behaviour, status, code) => {
    service.provider.behave(behaviour);
    service.provider.calls.length = 0;
    const problem = await readProblem(await chat(await service.visitor()));
    expect([problem.status, problem.code]).toEqual([status, code]);
    expect(problem.detail).not.toMatch(/quota|billing|key|limit/i);
    expect(service.provider.calls).toHaveLength(1);
  });
});

it("pauses everything by AI_PAUSED, without asking the provider", async () => {
  const paused = await startApp({ env: { AI_PAUSED: "1" } });
  try {
    const problem = await readProblem(await chat(await paused.visitor()));
    expect([problem.status, problem.code]).toEqual([503, "paused"]);
    expect(paused.provider.calls).toEqual([]);
  } finally {
    await paused.stop();
  }
});

/** A body without a declared length, as no fetch sends it. */
async function chunked(body: string): Promise<Response> {
  const headers = { cookie: one.cookie, "x-chat-token": await fetchToken(one), "content-type": "application/json" };
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const outgoing = request(`${app.origin}/api/chat`, { method: "POST", headers }, (incoming) => {
    const received = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as [string, string]);
    void text(incoming).then(
      (answer) => resolve(new Response(answer, { status: incoming.statusCode ?? 0, headers: received })),
      reject,
    );
  });
  outgoing.on("error", reject);
  outgoing.flushHeaders();
  for (let at = 0; at < body.length; at += 1_000) outgoing.write(body.slice(at, at + 1_000));
  outgoing.end();
  return promise;
}
