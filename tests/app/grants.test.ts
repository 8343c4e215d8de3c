/** Grants, credit and ended sessions on the production build: two instances over one Redis. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import { type App, startApp } from "../support/app/app.ts";
import {
  chat,
  chatBody,
  fetchToken,
  postChat,
  readChunks,
  readProblem,
  requestToken,
  type Visitor,
} from "../support/client.ts";
import { config } from "../support/config.ts";
import { holdFor, type Stage, startStage } from "../support/app/stage.ts";
import { tokens } from "../support/app/questions.ts";
import { cookie, memberCookie } from "../support/session.ts";

const SECRET = "local-grants-secret-of-forty-characters!";
const TEXT = "What do I have?";
const MEMBER = { maxOutputTokens: 64 };
/** A plan that no code knows. */
const TEAM = {
  title: "Our team",
  models: ["gpt-5-mini"],
  requests: { "5m": 7, "1h": 200, "1d": 600 },
  budgetUsd: { day: 0.5, month: 5 },
  parallelReplies: 3,
  maxInputTokens: 32_000,
  maxOutputTokens: 2_048,
};
const HOLD = holdFor(TEXT, { plans: { member: MEMBER } });

let stage: Stage;
let one: App;
let two: App;

beforeAll(async () => {
  stage = await startStage();
  const options = {
    safeguards: { plans: { member: MEMBER, team: TEAM } },
    env: { GRANTS_SECRET: SECRET, ADMIN_EMAILS: "boss@example.com" },
  };
  [one, two] = await Promise.all([stage.start(options), stage.start(options)]);
});
afterAll(() => stage.stop());

function machine(app: App, method: string, path: string, body?: object, headers = {}): Promise<Response> {
  return fetch(`${app.origin}/api/admin/users/${path}`, {
    method,
    headers: { authorization: `Bearer ${SECRET}`, "content-type": "application/json", ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/** Signed in a minute ago. */
async function visitorOf(app: App, sub: string): Promise<Visitor> {
  const auth_time = Math.floor(Date.now() / 1000) - 60;
  return { origin: app.origin, cookie: await cookie({ sub, name: sub, auth_time }) };
}

async function outcome(response: Response): Promise<string> {
  if (response.status !== 200) return (await readProblem(response)).code;
  await response.text();
  return "200";
}

it("a grant by one instance acts at the other's next message, on a token from before too", async () => {
  const ada = await visitorOf(two, "oidc:ada");
  const token = await fetchToken(ada);
  const told = await machine(one, "PUT", "oidc%3Aada", { plan: "admin", budgetUsd: { day: 0 } });
  expect(await told.json()).toMatchObject({ id: "oidc:ada", plan: "admin", grant: { budgetUsd: { day: 0 } } });
  expect(await outcome(await postChat(ada, { token }))).toBe("budget_exhausted");
  await machine(one, "PUT", "oidc%3Aada", { budgetUsd: null });
  expect(await outcome(await chat(ada, { body: chatBody(TEXT, { model: "gpt-6-sol" }) }))).toBe("200");
});

it("a plan by configuration alone is granted by name, and read by its title", async () => {
  const tom = await visitorOf(two, "oidc:tom");
  await machine(one, "PUT", "oidc%3Atom", { plan: "team", until: "2090-01-01T00:00:00Z", note: "a pilot" });
  const usage = await fetch(`${two.origin}/api/usage`, { headers: { cookie: tom.cookie } });
  expect(await usage.json()).toMatchObject({ plan: "team", models: ["gpt-5-mini"], requests: [{ limit: 7 }, {}, {}] });
  expect(await (await fetch(two.origin, { headers: { cookie: tom.cookie } })).text()).toContain("Our team");
  expect(await outcome(await chat(tom))).toBe("200");
  expect(await outcome(await chat(tom, { body: chatBody(TEXT, { model: "gpt-6-luna" }) }))).toBe("model_not_allowed");
});

it.each([
  { plan: "platinum" },
  { budgetUsd: { day: -1 } },
  { budgetUsd: { day: 1e9 } },
  { until: "tomorrow" },
  { isAdmin: true },
])("refuses %j as a whole, and changes nothing", async (change) => {
  const answer = await machine(one, "PUT", "oidc%3Anone", { blocked: true, note: "x", ...change });
  expect((await readProblem(answer)).code).toBe("invalid_request");
  expect(await (await machine(two, "GET", "oidc%3Anone")).json()).toMatchObject({ grant: null, blocked: false });
});

it("a budget that is lowered below what is spent refuses at once at the other instance, and breaks nothing", async () => {
  const lea = await visitorOf(two, "oidc:lea");
  expect(await outcome(await chat(lea))).toBe("200");
  const token = await fetchToken(lea);
  await machine(one, "PUT", "oidc%3Alea", { budgetUsd: { month: 0.000001 } });
  expect(await outcome(await postChat(lea, { token }))).toBe("budget_exhausted");
  await machine(one, "PUT", "oidc%3Alea", { budgetUsd: { month: null } });
  expect(await outcome(await chat(lea))).toBe("200");
});

it("a payment counts once, however often and wherever it comes", async () => {
  const body = { microUsd: 700, key: "pi_1" };
  const all = Array.from({ length: 20 }, (_, at) => machine(at % 2 ? one : two, "POST", "oidc%3Apaul/credit", body));
  const answers = await Promise.all((await Promise.all(all)).map((response) => response.json()));
  expect(answers.filter((answer) => (answer as { applied: boolean }).applied)).toHaveLength(1);
  expect(await stage.redis.get(keys.credit("oidc:paul"))).toBe("700");
});

it("credit for three lets in three of five at once, over two instances, and gets back what they did not cost", async () => {
  await machine(one, "PUT", "oidc%3Aeve", { budgetUsd: { day: 0 } });
  await machine(one, "POST", "oidc%3Aeve/credit", { microUsd: 3 * HOLD, key: "pi_2" });
  const { promise: until, resolve: letThemAnswer } = Promise.withResolvers<void>();
  stage.provider.behave({ kind: "answer", words: tokens(8), until });
  const before = stage.provider.calls.length;
  const refusals: string[] = [];
  const visitors = await Promise.all([one, two, one, two, one].map((app) => visitorOf(app, "oidc:eve")));
  const all = visitors.map(async (visitor) => {
    const code = await outcome(await chat(visitor, { body: chatBody(TEXT) }));
    if (code !== "200") refusals.push(code);
  });
  await expect.poll(() => refusals.length + stage.provider.calls.length - before).toBe(5);
  expect(refusals).toEqual(["budget_exhausted", "budget_exhausted"]);
  expect(await stage.redis.get(keys.credit("oidc:eve"))).toBe("0");
  letThemAnswer();
  await Promise.all(all);
  const left = async () => Number(await stage.redis.get(keys.credit("oidc:eve")));
  await expect.poll(left).toBeGreaterThan(HOLD);
  expect(await left()).toBeLessThan(3 * HOLD);
  stage.provider.behave({ kind: "answer" });
});

it("credit shows in the usage and to the owner, is taken back to nothing and no further, and audited as the machine's", async () => {
  const boss = await memberCookie({ sub: "boss" });
  const figures = async () =>
    (await fetch(`${one.origin}/api/admin/usage`, { headers: { cookie: boss } })).json() as Promise<{
      creditOutstandingMicroUsd: number;
      audit: { by: string; action: string; about: string }[];
    }>;
  const ruth = await visitorOf(two, "oidc:ruth");
  const before = (await figures()).creditOutstandingMicroUsd;
  await machine(one, "POST", "oidc%3Aruth/credit", { microUsd: 900, key: "pi_3" });
  const usage = await fetch(`${two.origin}/api/usage`, { headers: { cookie: ruth.cookie } });
  expect(await usage.json()).toMatchObject({ creditMicroUsd: 900 });
  expect((await figures()).creditOutstandingMicroUsd).toBe(before + 900);
  expect(await (await machine(two, "POST", "oidc%3Aruth/credit", { microUsd: -5_000, key: "re_3" })).json()).toEqual({
    creditMicroUsd: 0,
    applied: true,
  });
  const { audit, creditOutstandingMicroUsd } = await figures();
  expect(creditOutstandingMicroUsd).toBe(before);
  expect(audit[0]).toMatchObject({ by: "machine", action: "credit", about: "oidc:ruth" });
});

it("the service's ceiling stands above credit", async () => {
  const small = await stage.start({
    safeguards: { plans: { member: MEMBER }, service: { budgetUsd: { day: 0, month: 1 } } },
    env: { GRANTS_SECRET: SECRET },
  });
  await machine(small, "POST", "oidc%3Asid/credit", { microUsd: 1_000_000, key: "pi_4" });
  expect(await outcome(await chat(await visitorOf(small, "oidc:sid")))).toBe("service_budget_exhausted");
  expect(await stage.redis.get(keys.credit("oidc:sid"))).toBe("1000000");
});

it("an instance that dies in the middle of a reply leaves its hold taken from credit, whole and once", async () => {
  const doomed = await stage.start({ safeguards: { plans: { member: MEMBER } }, env: { GRANTS_SECRET: SECRET } });
  await machine(one, "PUT", "oidc%3Ada", { budgetUsd: { day: 0 } });
  await machine(one, "POST", "oidc%3Ada/credit", { microUsd: 2 * HOLD, key: "pi_5" });
  stage.provider.behave({ kind: "answer", words: tokens(600), wordDelayMs: 20 });
  const running = await chat(await visitorOf(doomed, "oidc:da"), { body: chatBody(TEXT) });
  await stage.end(doomed, "SIGKILL");
  await running.text().catch(() => undefined);
  stage.provider.behave({ kind: "answer" });
  expect(await stage.redis.get(keys.credit("oidc:da"))).toBe(String(HOLD));
  expect(await outcome(await chat(await visitorOf(two, "oidc:da"), { body: chatBody(TEXT) }))).toBe("200");
  await expect.poll(async () => Number(await stage.redis.get(keys.credit("oidc:da")))).toBeGreaterThan(0);
  expect(Number(await stage.redis.get(keys.credit("oidc:da")))).toBeLessThan(HOLD);
});

it("a sign-out by one instance ends sessions and running replies at the other, and no session that begins afterwards", async () => {
  const bob = await visitorOf(two, "oidc:bob");
  const token = await fetchToken(bob);
  stage.provider.behave({ kind: "answer", words: tokens(600), wordDelayMs: 20 });
  const running = await chat(bob);
  const pressed = performance.now();
  expect((await machine(one, "POST", "oidc%3Abob/sign-out")).status).toBe(200);
  const chunks = await readChunks(running);
  expect(performance.now() - pressed).toBeLessThan(3_000);
  expect(JSON.parse(chunks.at(-1)?.errorText ?? "")).toMatchObject({ code: "not_signed_in" });
  stage.provider.behave({ kind: "answer" });
  expect(await outcome(await postChat(bob, { token }))).toBe("not_signed_in");
  for (const app of [one, two]) {
    const old = { ...bob, origin: app.origin };
    expect(
      await outcome(await fetch(`${app.origin}/api/token`, { method: "POST", headers: { cookie: old.cookie } })),
    ).toBe("not_signed_in");
  }
  expect(await outcome(await chat({ origin: two.origin, cookie: await memberCookie({ sub: "oidc:bob" }) }))).toBe(
    "200",
  );
});

it("a block by one instance ends sessions and running replies at the other, also after it is lifted", async () => {
  const dan = await visitorOf(two, "oidc:dan");
  stage.provider.behave({ kind: "answer", words: tokens(600), wordDelayMs: 20 });
  const running = await chat(dan);
  const pressed = performance.now();
  expect((await machine(one, "PUT", "oidc%3Adan", { blocked: true })).status).toBe(200);
  const chunks = await readChunks(running);
  expect(performance.now() - pressed).toBeLessThan(3_000);
  expect(JSON.parse(chunks.at(-1)?.errorText ?? "")).toMatchObject({ code: "forbidden" });
  stage.provider.behave({ kind: "answer" });
  expect(await outcome(await chat({ origin: two.origin, cookie: await memberCookie({ sub: "oidc:dan" }) }))).toBe(
    "forbidden",
  );
  await machine(one, "PUT", "oidc%3Adan", { blocked: false });
  for (const { origin } of [one, two])
    expect(await outcome(await requestToken({ ...dan, origin }))).toBe("not_signed_in");
  expect(await outcome(await chat({ origin: two.origin, cookie: await memberCookie({ sub: "oidc:dan" }) }))).toBe(
    "200",
  );
});

it("an ended session is neither renewed nor shown", async () => {
  const carol = await visitorOf(one, "oidc:carol");
  const session = () => fetch(`${two.origin}/api/auth/session`, { headers: { cookie: carol.cookie } });
  const renewed = (await session()).headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const origin = one.origin;
  const ended = await fetch(`${origin}/api/session/end-all`, {
    method: "POST",
    headers: { cookie: carol.cookie, origin },
  });
  expect(ended.status).toBe(200);
  const answer = await session();
  expect([await answer.json(), answer.headers.getSetCookie()]).toEqual([{}, []]);
  for (const cookie of [carol.cookie, renewed])
    expect(await outcome(await fetch(`${two.origin}/api/usage`, { headers: { cookie } }))).toBe("not_signed_in");
  const page = await (await fetch(`${two.origin}/`, { headers: { cookie: renewed } })).text();
  expect(page).not.toContain("oidc:carol");
});

describe("the machine's secret", () => {
  it.each([
    ["wrong", { authorization: `Bearer ${SECRET}x` }, 401],
    ["from a foreign page", { origin: "https://evil.example" }, 403],
    ["from across sites", { "sec-fetch-site": "cross-site" }, 403],
  ])("%s opens nothing", async (_, headers, status) => {
    for (const method of ["GET", "PUT"])
      expect((await machine(one, method, "oidc%3Aada", method === "PUT" ? {} : undefined, headers)).status).toBe(
        status,
      );
  });

  it("is limited by its client's address, so that secrets cannot be tried out", async () => {
    const requests = { "5m": 1, "1h": 100, "1d": 1_000 };
    const strict = await stage.start({ safeguards: { address: { requests } }, env: { GRANTS_SECRET: SECRET } });
    const tries = config.chatToken.issuedPerRequest;
    for (let at = 0; at < tries; at += 1)
      await (await machine(strict, "GET", "oidc%3Aada", undefined, { authorization: `Bearer ${at}` })).text();
    expect(await outcome(await machine(strict, "GET", "oidc%3Aada"))).toBe("rate_limited");
    expect(await outcome(await machine(one, "GET", "oidc%3Aada"))).toBe("200");
  });

  it("opens no other route", async () => {
    const headers = { authorization: `Bearer ${SECRET}` };
    for (const path of ["/api/admin/usage", "/api/usage", "/admin", "/api/cron/reconcile"])
      expect((await fetch(one.origin + path, { headers })).status).toBeGreaterThanOrEqual(400);
  });

  it("names by an address that is encoded the account that is meant", async () => {
    const id = "oidc:a/../b?c#d%2e";
    const response = await machine(one, "PUT", encodeURIComponent(id), { note: "x" });
    expect(await response.json()).toMatchObject({ id, grant: { note: "x" } });
  });
});

describe("with a list of addresses", () => {
  let internal: App;
  beforeAll(async () => {
    internal = await startApp({
      env: { ALLOWED_EMAILS: "@example.com", ADMIN_EMAILS: "boss@other.example", GUEST_ACCESS: "1" },
    });
  });
  afterAll(() => internal.stop());

  const of = async (email: string) => ({ origin: internal.origin, cookie: await memberCookie({ sub: email, email }) });

  it.each(["ada@evil-example.com", "ada@sub.example.com", "ada@example.com.evil.example"])(
    "%s stays outside",
    async (email) => {
      const { origin, cookie } = await of(email);
      expect(await outcome(await fetch(`${origin}/api/token`, { method: "POST", headers: { cookie } }))).toBe(
        "forbidden",
      );
      const page = await fetch(origin, { headers: { cookie } });
      expect([page.url, page.status]).toEqual([`${origin}/sign-in?error=AddressNotAllowed`, 200]);
      expect(await page.text()).toContain("invited people");
    },
  );

  it.each(["ada@example.com", "Ada@EXAMPLE.com", "boss@other.example"])("%s comes in", async (email) => {
    expect(await outcome(await chat(await of(email)))).toBe("200");
  });

  it("says at the start that guests stay outside, and offers them no way in", async () => {
    expect(internal.instance.output()).toContain("guest_access_ignored");
    expect(await (await fetch(`${internal.origin}/api/auth/providers`)).json()).not.toHaveProperty("guest");
  });
});
