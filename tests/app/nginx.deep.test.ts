/** The app behind a real nginx with the shipped configuration: words arrive one by one, and everybody is counted as themselves. */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { type App, startApp } from "../support/app/app.ts";
import { chatBody, fetchToken, postChat, readChunks, readProblem, textOf, type Visitor } from "../support/client.ts";
import { freePort } from "../support/app/instance.ts";
import { type Nginx, startNginx } from "../support/app/nginx.ts";
import { awayFromEnd, FIVE_MINUTES_MS } from "../support/moments.ts";

const SEVEN = { "5m": 7, "1h": 1_000, "1d": 1_000 };

let app: App;
let nginx: Nginx;
let origin: string;

beforeAll(async () => {
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const env = { NEXTAUTH_URL: origin, TRUSTED_PROXY: "1" };
  const safeguards = { address: { requests: SEVEN }, limits: { storeMilliseconds: 5_000 } };
  app = await startApp({ env, safeguards });
  nginx = await startNginx({ port, upstream: Number(new URL(app.origin).port) });
});
afterAll(async () => {
  await nginx.stop();
  await app.stop();
});
beforeEach(() => app.provider.behave({ kind: "answer" }));

async function visitor(): Promise<Visitor> {
  return { origin, cookie: (await app.visitor()).cookie };
}

/** Every address in 127.0.0.0/8 is this machine, and to nginx each is another client. */
async function chatFrom(address: string, forged: Record<string, string> = {}): Promise<IncomingMessage> {
  const { cookie } = await visitor();
  const direct = { origin: app.origin, cookie };
  // The token is fetched past the proxy, under a third address, so that only chats are counted here; its page is the proxy's.
  const token = await fetchToken(direct, { origin, "x-forwarded-for": "192.0.2.9" });
  const headers = { "content-type": "application/json", origin, cookie, "x-chat-token": token, ...forged };
  const chat = request(`${origin}/api/chat`, { method: "POST", headers, localAddress: address });
  const answered = once(chat, "response") as Promise<[IncomingMessage]>;
  chat.end(JSON.stringify(chatBody()));
  const [response] = await answered;
  response.resume();
  return response;
}

it("answers a health check", async () => {
  const health = await fetch(`${origin}/api/health`);
  expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
});

it("passes words on while the reply is still being made", async () => {
  app.provider.behave({ kind: "answer", text: "one two three four five six", wordDelayMs: 150 });
  const one = await visitor();
  const response = await postChat(one, { token: await fetchToken(one) });
  const reader = response.body?.getReader();
  const arrivals: string[] = [];
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    arrivals.push(Buffer.from(part.value).toString());
  }
  expect(arrivals.length).toBeGreaterThanOrEqual(4);
});

it("counts clients by their own address, whatever they forge", async () => {
  await awayFromEnd(FIVE_MINUTES_MS, 5_000);
  const statuses: (number | undefined)[] = [];
  for (let at = 0; at < 10; at++) {
    const forged = { "x-forwarded-for": `198.51.100.${at}`, "x-real-ip": `198.51.100.${at}` };
    statuses.push((await chatFrom("127.0.0.2", forged)).statusCode);
  }
  expect(statuses).toEqual([...Array<number>(7).fill(200), 429, 429, 429]);
  expect((await chatFrom("127.0.0.3")).statusCode).toBe(200);
});

it("stops the provider when the client leaves", async () => {
  app.provider.behave({ kind: "answer", text: "word ".repeat(100), wordDelayMs: 100 });
  const one = await visitor();
  const leaving = new AbortController();
  const response = await postChat(one, { token: await fetchToken(one), signal: leaving.signal });
  await response.body?.getReader().read();
  const call = app.provider.calls.at(-1);
  leaving.abort();
  await call?.over;
  expect(call?.clientLeft).toBe(true);
  expect(call?.billed.output).toBeLessThan(100);
});

it("lets the app's own refusal of a large body through", async () => {
  const one = await visitor();
  const body = chatBody("x".repeat(300_000));
  const refused = await postChat(one, { token: await fetchToken(one), body });
  expect((await readProblem(refused)).code).toBe("body_too_large");
});

it("takes a body larger than one buffer, within the limit", async () => {
  const one = await visitor();
  const body = chatBody("x".repeat(20_000));
  expect(textOf(await readChunks(await postChat(one, { token: await fetchToken(one), body })))).toContain("Hello");
});
