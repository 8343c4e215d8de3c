import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";

import { filePart, png } from "../support/chat/pictures.ts";
import { chatBody } from "../support/client.ts";
import { FLAGGED, type Provider, startProvider } from "../support/provider/provider.ts";
import { type Service, startService } from "../support/routes/service.ts";
import { memberCookie } from "../support/session.ts";
import { describeEachStore } from "../support/store/stores.ts";
import { codeOf, type Visitor, visitor } from "../support/routes/visitor.ts";
import { safeguardsJson } from "../support/config.ts";

type Figures = {
  day: string;
  service: { window: string; usedMicroUsd: number; limitMicroUsd: number }[];
  users: { id: string; plan: string; requests: number; usedMicroUsd: number; blocked: boolean; lastSeen: string }[];
  days: { day: string; usedMicroUsd: number }[];
  refusals: Record<string, number>;
  ended: Record<string, number>;
  moderation: Record<string, number>;
  replies: number;
  paused: boolean;
  pause: unknown;
  blocked: string[];
  audit: { by: string; action: string; about: string }[];
  pages: number;
};

/** Refusals are written once a second. */
const LATER = { timeout: 4_000 };

describeEachStore("GET /api/admin/usage", (store) => {
  let provider: Provider;
  let service: Service;
  let admin: Visitor;
  let stop = () => {};
  beforeAll(async () => void (provider = await startProvider()));
  afterEach(() => stop());
  afterAll(() => provider.stop());
  const begin = async (variables: Record<string, string> = {}) => {
    stop();
    service = startService({
      UPSTASH_REDIS_REST_URL: store().url,
      UPSTASH_REDIS_REST_TOKEN: store().token,
      OPENAI_BASE_URL: provider.url,
      ADMIN_EMAILS: "boss@example.com",
      SAFEGUARDS_JSON: safeguardsJson({ limits: { storeMilliseconds: 5_000 } }),
      ...variables,
    });
    const { startReplyLog } = await import("../../lib/operate/reply-log.ts");
    stop = startReplyLog();
    admin = visitor(service, await memberCookie({ sub: "boss" }));
  };
  beforeEach(() => begin());

  const figures = async (query = "") => (await (await admin.get(`/api/admin/usage${query}`)).json()) as Figures;
  const member = async (sub: string) => visitor(service, await memberCookie({ sub }));

  it("works before anything has happened", async () => {
    expect(await figures()).toMatchObject({
      service: [
        { window: "month", usedMicroUsd: 0, limitMicroUsd: 20_000_000 },
        { window: "day", usedMicroUsd: 0, limitMicroUsd: 2_000_000 },
      ],
      users: [],
      refusals: {},
      replies: 0,
      paused: false,
      pause: null,
      pages: 1,
    });
  });

  it("counts what moderation flagged, and how often nobody could tell", async () => {
    await begin({ MODERATION: "1" });
    expect(await codeOf(await (await member("ada")).chat({ body: chatBody(FLAGGED) }))).toBe("prompt_refused");
    await expect.poll(async () => (await figures()).moderation, LATER).toEqual({ flagged: 1 });
    await begin({ MODERATION: "1", OPENAI_BASE_URL: "http://127.0.0.1:9/v1" });
    expect(await codeOf(await (await member("ada")).chat())).toBe("provider_busy");
    await expect.poll(async () => (await figures()).moderation, LATER).toEqual({ flagged: 1, failed: 1 });
    expect((await figures()).refusals).toEqual({ prompt_refused: 1, provider_busy: 1 });
  });

  it("shows what each user spent, to the micro-USD, and the biggest spender first", async () => {
    const spend = async (sub: string, output: number) => {
      provider.behave({ kind: "answer", usage: { input: 1_000, cachedInput: 0, output } });
      await (await (await member(sub)).chat()).text();
    };
    await spend("ada", 100);
    await spend("bob", 1_001);
    await spend("bob", 1);
    // gpt-6-luna: 0.1 in and 0.5 out per token, each reply rounded up.
    const [ada, bob] = [100 + 50, 100 + 501 + (100 + 1)];
    await expect.poll(async () => (await figures()).replies).toBe(3);
    const { users, service, days, ended, day } = await figures();
    expect(users.map(({ id, plan, requests, usedMicroUsd }) => ({ id, plan, requests, usedMicroUsd }))).toEqual([
      { id: "bob", plan: "member", requests: 2, usedMicroUsd: bob },
      { id: "ada", plan: "member", requests: 1, usedMicroUsd: ada },
    ]);
    expect(service.map(({ usedMicroUsd }) => usedMicroUsd)).toEqual([ada + bob, ada + bob]);
    expect(days.at(-1)).toEqual({ day, usedMicroUsd: ada + bob });
    expect(ended).toEqual({ stop: 3 });
  });

  it("counts steps, calls of tools and pictures, in the figures and in the log", async () => {
    const safeguards = {
      limits: { storeMilliseconds: 5_000 },
      models: { "gpt-6-luna": { tools: true, images: true, imageTokens: 100 } },
      plans: { member: { tools: ["current_time", "my_limits"], maxSteps: 3, images: 1 } },
    };
    await begin({ SAFEGUARDS_JSON: safeguardsJson(safeguards) });
    const lines = vi.spyOn(console, "info").mockImplementation(() => {});
    const clock = { name: "current_time", input: "{}" };
    const limits = { name: "my_limits", input: "{}" };
    const nowhere = { name: "current_time", input: '{"timezone":"Nowhere/Land"}' };
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const calling = (...calls: (typeof clock)[]) => ({ kind: "answer" as const, calls });
    provider.behave(calling(clock, limits), calling(nowhere), { kind: "answer", text: "Noon." });
    const ada = await member("ada");
    const body = chatBody("What time is it?") as { messages: { parts: object[] }[] };
    body.messages[0]?.parts.push(filePart(png()));
    expect(await (await ada.chat({ body })).text()).toContain("Noon.");
    provider.behave({ kind: "answer", text: "Hello." });
    await (await ada.chat()).text();

    const counted = async () => (await (await admin.get("/api/admin/usage")).json()) as object;
    const ms = expect.any(Number) as number;
    await expect.poll(counted).toMatchObject({
      replies: 2,
      steps: 4,
      images: 1,
      tools: { current_time: { calls: 2, failed: 1, ms }, my_limits: { calls: 1, failed: 0, ms } },
    });
    const replied = lines.mock.calls
      .flat()
      .map(String)
      .filter((line) => line.includes('"replied"'));
    expect(replied.map((line) => JSON.parse(line) as object)).toMatchObject([
      { steps: 3, images: 1, tools: { current_time: { calls: 2, failed: 1 }, my_limits: { calls: 1 } } },
      { steps: 1, images: 0, tools: {} },
    ]);
    expect(replied.join()).not.toMatch(/Nowhere|Noon|remaining/);
    vi.restoreAllMocks();
  });

  it("shows how many replies run right now, and when they have ended", async () => {
    provider.behave({ kind: "answer", text: "word ".repeat(300), wordDelayMs: 20 });
    const replies = await Promise.all(["ada", "bob"].map(async (sub) => (await member(sub)).chat()));
    const running = async () => ((await (await admin.get("/api/admin/usage")).json()) as { running: number }).running;
    await expect.poll(running, { timeout: 3_000 }).toBe(2);
    await Promise.all(replies.map(async (reply) => reply.body?.cancel()));
    await expect.poll(running, { timeout: 5_000 }).toBe(0);
  }, 15_000);

  it("counts refusals by code, those of the gate and those of the route", async () => {
    const ada = await member("ada");
    await service.send("/api/chat", { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
    await (await ada.chat({ body: chatBody("Hi", { model: "gpt-unknown" }) })).text();
    await (await ada.chat({ body: "{" })).text();
    await expect
      .poll(async () => (await figures()).refusals, { timeout: 3_000 })
      .toEqual({
        not_signed_in: 1,
        model_not_allowed: 1,
        invalid_request: 1,
      });
  });

  it("shows the pause, the blocks, and who pressed what", async () => {
    await admin.put("/api/admin/pause", { paused: true, reason: "Odd bill" });
    await admin.put("/api/admin/users/oidc%3Aeve", { blocked: true });
    expect(await figures()).toMatchObject({
      paused: true,
      pause: { reason: "Odd bill", by: "boss" },
      blocked: ["oidc:eve"],
      audit: [
        { by: "boss", action: "block", about: "oidc:eve" },
        { by: "boss", action: "pause", about: "Odd bill" },
      ],
    });
  });

  it("is for admins only, and refuses a page that does not count", async () => {
    expect(await codeOf(await (await member("ada")).get("/api/admin/usage"))).toBe("forbidden");
    expect(await codeOf(await visitor(service, "").get("/api/admin/usage"))).toBe("not_signed_in");
    expect(await codeOf(await admin.get("/api/admin/usage?page=0"))).toBe("invalid_request");
  });
});
