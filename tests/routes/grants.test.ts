import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import { readChunks } from "../support/client.ts";
import { type Provider, startProvider } from "../support/provider/provider.ts";
import { type Service, startService } from "../support/routes/service.ts";
import { codeOf, type Visitor, visitor } from "../support/routes/visitor.ts";
import { cookie, guestCookie, memberCookie } from "../support/session.ts";
import { storeCommand } from "../support/store/dump.ts";
import { describeEachStore } from "../support/store/stores.ts";
import { safeguardsJson } from "../support/config.ts";

const SECRET = "local-grants-secret-of-forty-characters!";
const ADA = "/api/admin/users/oidc%3Aada";
const TEAM = {
  title: "Team",
  models: ["gpt-5-mini"],
  requests: { "5m": 40, "1h": 200, "1d": 600 },
  budgetUsd: { day: 0.5, month: 5 },
  parallelReplies: 3,
  maxInputTokens: 32_000,
  maxOutputTokens: 2_048,
};

describeEachStore("the routes under /api/admin/users", (store) => {
  let provider: Provider;
  let service: Service;
  let admin: Visitor;
  let ada: Visitor;
  beforeAll(async () => void (provider = await startProvider()));
  afterAll(() => provider.stop());
  beforeEach(async () => {
    provider.behave({ kind: "answer" });
    service = startService({
      UPSTASH_REDIS_REST_URL: store().url,
      UPSTASH_REDIS_REST_TOKEN: store().token,
      OPENAI_BASE_URL: provider.url,
      ADMIN_EMAILS: "boss@example.com",
      GUEST_ACCESS: "1",
      GRANTS_SECRET: SECRET,
      SAFEGUARDS_JSON: safeguardsJson({ plans: { team: TEAM }, limits: { storeMilliseconds: 5_000 } }),
    });
    admin = visitor(service, await memberCookie({ sub: "boss" }));
    ada = visitor(service, await memberCookie({ sub: "oidc:ada" }));
  });

  const machine = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    service.send(path, {
      method,
      headers: { authorization: `Bearer ${SECRET}`, "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const json = async (response: Promise<Response>) => (await response).json() as Promise<Record<string, unknown>>;
  const chat = async (who = ada) => codeOf(await who.chat());
  const view = () => json(admin.get(ADA));

  it("show a user as they are", async () => {
    expect(await view()).toMatchObject({
      id: "oidc:ada",
      plan: "member",
      blocked: false,
      grant: null,
      creditMicroUsd: 0,
      spend: [
        { window: "day", limitMicroUsd: 250_000 },
        { window: "month", limitMicroUsd: 2_500_000 },
      ],
      requests: [{ window: "5m", limit: 20 }, { window: "1h" }, { window: "1d" }],
    });
  });

  it("grant a plan, which the next token carries", async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const response = await admin.put(ADA, { plan: "team", budgetUsd: { day: 0.75 }, until, note: "a friend, até já" });
    expect([response.status, await response.json()]).toMatchObject([200, { plan: "team" }]);
    expect(await view()).toMatchObject({
      plan: "team",
      grant: { plan: "team", budgetUsd: { day: 0.75, month: null }, until, note: "a friend, até já" },
    });
    expect(await json(ada.get("/api/usage"))).toMatchObject({
      plan: "team",
      models: ["gpt-5-mini"],
      requests: [{ limit: 40 }, { limit: 200 }, { limit: 600 }],
      spend: [{ limitMicroUsd: 750_000 }, { limitMicroUsd: 5_000_000 }],
    });
    expect(await chat()).toBe("200");
  });

  it("leave what is absent, and remove what is null", async () => {
    await admin.put(ADA, { plan: "team", budgetUsd: { day: 0.1, month: 1 }, note: "x" });
    await admin.put(ADA, { note: "y", budgetUsd: { day: null } });
    expect(await view()).toMatchObject({ grant: { plan: "team", budgetUsd: { day: null, month: 1 }, note: "y" } });
    await admin.put(ADA, { plan: null, budgetUsd: null, note: null, until: null });
    expect(await view()).toMatchObject({ plan: "member", grant: null });
  });

  it.each(["2020-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])("make a grant until %s go away", async (until) => {
    await admin.put(ADA, { plan: "team", until });
    expect(await view()).toMatchObject({ plan: "member", grant: null });
    expect(await chat()).toBe("200");
  });

  it.each(["9999-12-31T23:59:59.999Z", "2090-01-01T00:00:00+14:00"])("hold a grant until %s", async (until) => {
    await admin.put(ADA, { plan: "team", until });
    expect(await view()).toMatchObject({ plan: "team", grant: { until: new Date(until).toISOString() } });
    expect(await chat()).toBe("200");
  });

  it.each([
    { plan: "platinum" },
    { plan: "constructor" },
    { plan: "" },
    { budgetUsd: { day: -1 } },
    { budgetUsd: { day: 1e7 } },
    { budgetUsd: { day: "1" } },
    { budgetUsd: { week: 1 } },
    { budgetUsd: 3 },
    { until: "tomorrow" },
    { until: 17 },
    { note: "x".repeat(501) },
    { note: "\ud800" },
    { until: "2090-13-01T00:00:00Z" },
    { until: "2090-01-01" },
    { blocked: "yes" },
    { isAdmin: true },
    [],
  ])("refuse %j, and change nothing", async (change) => {
    const body = Array.isArray(change) ? change : { blocked: true, ...change };
    expect(await codeOf(await admin.put(ADA, body))).toBe("invalid_request");
    expect(await view()).toMatchObject({ grant: null, blocked: false });
  });

  it("refuse at once whoever has spent more than the lowered budget", async () => {
    const token = await ada.token();
    await readChunks(await ada.chat());
    await admin.put(ADA, { budgetUsd: { day: 0.000001 } });
    expect(await codeOf(await ada.chat({ headers: { "x-chat-token": token } }))).toBe("budget_exhausted");
    await admin.put(ADA, { budgetUsd: null });
    expect(await chat()).toBe("200");
  });

  it("give no rights: a granted admin plan is limits alone", async () => {
    await admin.put(ADA, { plan: "admin" });
    expect(await json(ada.get("/api/usage"))).toMatchObject({ plan: "admin" });
    expect(await codeOf(await ada.get("/api/admin/usage"))).toBe("forbidden");
    await admin.put("/api/admin/users/boss", { plan: "guest" });
    expect((await admin.get("/api/admin/usage")).status).toBe(200);
  });

  it("count a payment once, and show it where it is looked for", async () => {
    const pay = (microUsd: unknown, key: unknown) => machine("POST", `${ADA}/credit`, { microUsd, key });
    expect(await json(pay(2_000_000, "pi_1"))).toEqual({ creditMicroUsd: 2_000_000, applied: true });
    expect(await json(pay(2_000_000, "pi_1"))).toEqual({ creditMicroUsd: 2_000_000, applied: false });
    expect(await json(pay(-500_000, "re_1"))).toEqual({ creditMicroUsd: 1_500_000, applied: true });
    expect(await json(ada.get("/api/usage"))).toMatchObject({ creditMicroUsd: 1_500_000 });
    expect(await view()).toMatchObject({ creditMicroUsd: 1_500_000 });
    expect(await json(admin.get("/api/admin/usage"))).toMatchObject({ creditOutstandingMicroUsd: 1_500_000 });
    for (const [microUsd, key] of [
      [1.5, "a"],
      ["1", "a"],
      [1e13, "a"],
      [1, ""],
      [1, 7],
      [1, "x".repeat(201)],
      [1, undefined],
    ])
      expect(await codeOf(await pay(microUsd, key))).toBe("invalid_request");
  });

  it("let credit pay when the day has no room", async () => {
    await admin.put(ADA, { budgetUsd: { day: 0 } });
    expect(await chat()).toBe("budget_exhausted");
    await machine("POST", `${ADA}/credit`, { microUsd: 1_000_000, key: "pi_1" });
    await readChunks(await ada.chat());
    const { creditMicroUsd } = await view();
    expect(creditMicroUsd).toBeLessThan(1_000_000);
    expect(creditMicroUsd).toBeGreaterThan(900_000);
  });

  it("audit every change, with who made it", async () => {
    await admin.put(ADA, { plan: "team" });
    await machine("POST", `${ADA}/credit`, { microUsd: 5, key: "pi_1" });
    await machine("POST", `${ADA}/credit`, { microUsd: 5, key: "pi_1" });
    await machine("POST", `${ADA}/sign-out`);
    const { audit } = (await json(admin.get("/api/admin/usage"))) as { audit: Record<string, string>[] };
    expect(audit.map(({ by, action, about }) => [by, action, about])).toEqual([
      ["machine", "sign-out", "oidc:ada"],
      ["machine", "credit", "oidc:ada"],
      ["boss", "grant", "oidc:ada"],
    ]);
  });

  describe("a machine", () => {
    it.each(["PUT", "GET"])("may %s a user", async (method) => {
      expect((await machine(method, ADA, method === "PUT" ? { plan: "team" } : undefined)).status).toBe(200);
    });

    it.each([
      ["GET", "/api/admin/usage"],
      ["PUT", "/api/admin/pause"],
      ["POST", "/api/token"],
      ["GET", "/api/usage"],
      ["POST", "/api/session/end-all"],
    ])("may not %s %s", async (method, path) => {
      const body = method === "PUT" ? { paused: true, reason: "" } : undefined;
      expect(await codeOf(await machine(method, path, body))).toBe("not_signed_in");
    });

    it.each<[string, Record<string, string>, string]>([
      ["a wrong secret", { authorization: `Bearer ${SECRET}x` }, "not_signed_in"],
      ["an empty one", { authorization: "Bearer " }, "forbidden"],
      ["a foreign origin", { origin: "https://evil.example" }, "forbidden"],
      ["an opaque origin", { origin: "null" }, "forbidden"],
      ["a cross-site fetch", { "sec-fetch-site": "cross-site" }, "forbidden"],
    ])("with %s is refused, by gate and route", async (_, headers, code) => {
      const init = { method: "PUT", body: "{}" };
      const all = { authorization: `Bearer ${SECRET}`, "content-type": "application/json", ...headers };
      // Without a word behind it the header is no bearer, and there is no session either.
      const expected = code === "forbidden" && headers["authorization"] ? "not_signed_in" : code;
      expect(await codeOf(await service.send(ADA, { ...init, headers: all }))).toBe(expected);
      expect(await codeOf(await service.past(ADA, { ...init, headers: all }))).toBe(expected);
    });

    it("with a wrong secret is not let in by a session beside it", async () => {
      const headers = { authorization: "Bearer wrong", cookie: await memberCookie({ sub: "boss" }) };
      expect(await codeOf(await service.send(ADA, { headers }))).toBe("not_signed_in");
    });

    it("is counted, so that secrets cannot be tried out", async () => {
      const response = await machine("GET", ADA);
      expect(response.headers.get("ratelimit-policy")).not.toBeNull();
    });
  });

  it.each([
    ["GET", ADA],
    ["PUT", ADA],
    ["POST", `${ADA}/credit`],
    ["POST", `${ADA}/sign-out`],
  ])("refuse a member and a stranger: %s %s", async (method, path) => {
    for (const [cookieText, code] of [
      [await memberCookie({ sub: "oidc:ada" }), "forbidden"],
      ["", "not_signed_in"],
    ] as const) {
      const headers = { cookie: cookieText, "content-type": "application/json" };
      const body = method === "GET" ? {} : { body: '{"microUsd":1,"key":"k"}' };
      expect(await codeOf(await service.send(path, { method, headers, ...body }))).toBe(code);
      expect(await codeOf(await service.past(path, { method, headers, ...body }))).toBe(code);
    }
  });

  describe("signing out everywhere", () => {
    const old = async (claims: object = {}) => {
      const signedIn = Math.floor(Date.now() / 1000) - 60;
      return visitor(service, await cookie({ sub: "oidc:ada", name: "Ada", auth_time: signedIn, ...claims }));
    };

    it("by an owner ends every session from before, and none from after", async () => {
      const before = await old();
      const token = await before.token();
      expect((await admin.post(`${ADA}/sign-out`)).status).toBe(200);
      for (const path of ["/api/usage"]) expect(await codeOf(await before.get(path))).toBe("not_signed_in");
      expect(await codeOf(await before.post("/api/token"))).toBe("not_signed_in");
      expect(await codeOf(await before.chat({ headers: { "x-chat-token": token } }))).toBe("not_signed_in");
      expect(await chat(visitor(service, await memberCookie({ sub: "oidc:ada" })))).toBe("200");
      expect(await chat(visitor(service, await memberCookie({ sub: "oidc:bob" })))).toBe("200");
    });

    it("by oneself ends this session too", async () => {
      expect((await ada.post("/api/session/end-all")).status).toBe(200);
      expect(await codeOf(await ada.get("/api/usage"))).toBe("not_signed_in");
      expect(await codeOf(await ada.post("/api/session/end-all"))).toBe("not_signed_in");
    });

    it("by a guest ends no other's behind the same address, and is forgotten in time", async () => {
      const [one, two] = [
        visitor(service, await guestCookie("guest:1")),
        visitor(service, await guestCookie("guest:2")),
      ];
      expect((await one.post("/api/session/end-all")).status).toBe(200);
      expect(await codeOf(await one.get("/api/usage"))).toBe("not_signed_in");
      expect(await codeOf(await two.get("/api/usage"))).toBe("200");
      const left = async (whose: string) => Number(await storeCommand(store(), ["TTL", keys.signedOut(whose)]));
      expect(await left("guest:1")).toBeGreaterThan(2_600_000);
      await ada.post("/api/session/end-all");
      expect(await left("oidc:ada")).toBe(-1);
    });

    it.each(["sign-out", "block"])("is not undone by an older mark that arrives late (%s)", async (how) => {
      const { blockAccount } = await import("../../lib/operate/set-blocked.ts");
      const { markEnded } = await import("../../lib/operate/mark-ended.ts");
      const key = keys.signedOut("oidc:ada");
      await storeCommand(store(), ["SET", key, "2000000000"]);
      await (how === "block" ? blockAccount("oidc:ada", 1_000) : markEnded("oidc:ada", 1_000));
      expect(Number(await storeCommand(store(), ["GET", key]))).toBe(2_000_000_000);
      await (how === "block" ? blockAccount("oidc:ada", 2_000_000_001) : markEnded("oidc:ada", 2_000_000_001));
      expect(Number(await storeCommand(store(), ["GET", key]))).toBe(2_000_000_001);
    });

    it("comes with a block, and outlives it", async () => {
      const before = await old();
      const token = await before.token();
      await admin.put(ADA, { blocked: true });
      expect(await codeOf(await before.get("/api/usage"))).toBe("not_signed_in");
      expect(await codeOf(await before.chat({ headers: { "x-chat-token": token } }))).toBe("forbidden");
      await admin.put(ADA, { blocked: false });
      expect(await codeOf(await before.get("/api/usage"))).toBe("not_signed_in");
      expect(await codeOf(await before.chat({ headers: { "x-chat-token": token } }))).toBe("not_signed_in");
      expect(await chat(visitor(service, await memberCookie({ sub: "oidc:ada" })))).toBe("200");
    });

    it("comes with a block for all guests behind an address", async () => {
      const guest = visitor(service, await guestCookie("guest:1"));
      await admin.put("/api/admin/users/guest%40192.0.2.1", { blocked: true });
      await admin.put("/api/admin/users/guest%40192.0.2.1", { blocked: false });
      expect(await codeOf(await guest.get("/api/usage"))).toBe("not_signed_in");
      expect(await chat(visitor(service, await guestCookie("guest:2")))).toBe("200");
    });

    it("is not undone by a renewal", async () => {
      const { sessionClaims } = await import("../../lib/sign-in/next-auth-options.ts");
      const issued = Math.floor(Date.now() / 1000) - 60;
      const renewed = await sessionClaims({ token: { sub: "oidc:ada", iat: issued }, user: { id: "" }, account: null });
      await admin.post(`${ADA}/sign-out`);
      expect(await codeOf(await (await old(renewed)).get("/api/usage"))).toBe("not_signed_in");
    });

    it("ends an admin's session for the owner's routes as well", async () => {
      const boss = visitor(service, await cookie({ sub: "boss", email: "boss@example.com", auth_time: 1_000 }));
      await admin.post("/api/admin/users/boss/sign-out");
      expect(await codeOf(await boss.put("/api/admin/pause", { paused: true, reason: "" }))).toBe("not_signed_in");
    });

    it.each(["sign-out", "block"])("cuts running replies within two seconds (%s)", async (how) => {
      provider.behave({ kind: "answer", text: "word ".repeat(600), wordDelayMs: 20 });
      const running = await (await old()).chat();
      const pressed = performance.now();
      await (how === "block" ? admin.put(ADA, { blocked: true }) : admin.post(`${ADA}/sign-out`));
      const chunks = await readChunks(running);
      expect(performance.now() - pressed).toBeLessThan(3_000);
      const code = how === "block" ? "forbidden" : "not_signed_in";
      expect(JSON.parse(chunks.at(-1)?.errorText ?? "")).toMatchObject({ code });
    });

    it("refuses a foreign origin", async () => {
      const headers = { origin: "https://evil.example" };
      expect(await codeOf(await ada.post("/api/session/end-all", { headers }))).toBe("forbidden");
    });
  });

  it("hold an id with slashes, dots and signs for what it is", async () => {
    const id = "oidc:../a/b?c#d%2e";
    const path = `/api/admin/users/${encodeURIComponent(id)}`;
    expect(await json(admin.put(path, { plan: "team" }))).toMatchObject({ id, plan: "team" });
    expect(await view()).toMatchObject({ plan: "member" });
  });
});
