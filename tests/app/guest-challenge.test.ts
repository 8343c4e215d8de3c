/** Guests and their challenge on the production build: two instances over one Redis, and a siteverify on loopback. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import type { App } from "../support/app/app.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { chat, readChunks, type Visitor } from "../support/client.ts";
import { bringsSession, enter as enterBy } from "../support/sign-in/enter.ts";
import { json, type Siteverify, SOLVED, startSiteverify } from "../support/sign-in/siteverify.ts";

const KEYS = { TURNSTILE_SITE_KEY: "local-site-key", TURNSTILE_SECRET_KEY: "local-challenge-secret" };

let stage: Stage;
let siteverify: Siteverify;
let one: App;
let two: App;
let without: App;

beforeAll(async () => {
  [stage, siteverify] = await Promise.all([startStage(), startSiteverify()]);
  const challenged = { env: { GUEST_ACCESS: "1", TURNSTILE_VERIFY_URL: siteverify.url, ...KEYS } };
  const oidc = { OIDC_ISSUER: "http://127.0.0.1:9", OIDC_ID: "local-client", OIDC_SECRET: "local-client-word" };
  [one, two, without] = await Promise.all([
    stage.start(challenged),
    stage.start(challenged),
    stage.start({ env: { LOCAL_DEMO: "", GUEST_ACCESS: "1", ...oidc } }),
  ]);
});
afterAll(async () => {
  await stage.stop();
  await siteverify.stop();
});
beforeEach(() => {
  siteverify.asked.length = 0;
  siteverify.behave(json(SOLVED));
});

function enter({ origin }: App, fields: Record<string, string>): Promise<Response> {
  return enterBy(
    (path, { method = "GET", cookie = "", body }) => {
      const headers = { origin, cookie, "content-type": "application/x-www-form-urlencoded" };
      return fetch(`${origin}/api/auth/${path}`, { method, headers, ...(body && { body }) });
    },
    fields,
    "guest",
  );
}

const solve = (app: App) => enter(app, { "cf-turnstile-response": "a-solution" });

async function visitorBy({ origin }: App, response: Response): Promise<Visitor> {
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return { origin, cookie };
}

it("lets a guest in by either instance with a solved challenge, for both", async () => {
  for (const [entered, used] of [
    [one, two],
    [two, one],
  ] as const) {
    const response = await solve(entered);
    expect(bringsSession(response)).toBe(true);
    await readChunks(await chat(await visitorBy(used, response)));
  }
  expect(siteverify.asked.map(({ form }) => form)).toEqual(
    Array.from({ length: 2 }, () => ({ secret: KEYS.TURNSTILE_SECRET_KEY, response: "a-solution" })),
  );
});

it.each<[string, Record<string, string>]>([
  ["without a solution", {}],
  ["with an empty one", { "cf-turnstile-response": "" }],
  ["with one under another name", { challenge: "a-solution", "g-recaptcha-response": "a-solution" }],
])("lets nobody in %s, and asks nobody", async (_, fields) => {
  for (const app of [one, two]) {
    const response = await enter(app, fields);
    expect([response.status, bringsSession(response)]).toEqual([401, false]);
  }
  expect(siteverify.asked).toEqual([]);
});

it("lets nobody in when the answer is no, broken, or does not come", async () => {
  for (const behaviour of [
    json({ success: false, "error-codes": ["timeout-or-duplicate"] }),
    json({ success: false, "error-codes": ["internal-error"] }, 500),
    json(SOLVED, 503),
    () => {},
  ]) {
    siteverify.behave(behaviour);
    const response = await solve(one);
    expect([response.status, bringsSession(response)]).toEqual([401, false]);
  }
  expect(one.instance.output()).toContain("challenge_unavailable");
  expect(one.instance.output()).not.toContain(KEYS.TURNSTILE_SECRET_KEY);
});

it("opens the page's policy for the challenge, and for nothing without one", async () => {
  const policyOf = async ({ origin }: App) => (await fetch(origin)).headers.get("content-security-policy") ?? "";
  expect(await policyOf(one)).toContain("frame-src https://challenges.cloudflare.com;");
  expect(await policyOf(without)).not.toMatch(/cloudflare|frame-src/);
  expect(await (await fetch(one.origin)).text()).not.toContain(KEYS.TURNSTILE_SECRET_KEY);
});

it("asks nobody without the keys", async () => {
  const response = await enter(without, {});
  expect(bringsSession(response)).toBe(true);
  await readChunks(await chat(await visitorBy(without, response)));
});
