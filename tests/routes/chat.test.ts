import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { config, safeguardsJson } from "../support/config.ts";
import { chatBody, readChunks, readProblem, textOf } from "../support/client.ts";
import { FLAGGED, type Provider, startProvider } from "../support/provider/provider.ts";
import { type Service, startService } from "../support/routes/service.ts";
import { guestCookie, memberCookie } from "../support/session.ts";
import { describeEachStore } from "../support/store/stores.ts";
import { codeOf, visitor } from "../support/routes/visitor.ts";

const SAFEGUARDS = { limits: { storeMilliseconds: 5_000 } };

describeEachStore("POST /api/chat", (store) => {
  let provider: Provider;
  let service: Service;
  beforeAll(async () => void (provider = await startProvider()));
  afterAll(() => provider.stop());
  beforeEach(() => {
    provider.calls.length = 0;
    provider.behave({ kind: "answer" });
    service = start();
  });

  const start = (safeguards: Record<string, unknown> = {}, variables: Record<string, string> = {}) =>
    startService({
      UPSTASH_REDIS_REST_URL: store().url,
      UPSTASH_REDIS_REST_TOKEN: store().token,
      OPENAI_BASE_URL: provider.url,
      GUEST_ACCESS: "1",
      SAFEGUARDS_JSON: safeguardsJson({ ...SAFEGUARDS, ...safeguards }),
      ...variables,
    });

  describe("serves", () => {
    it("a member with a fresh token, with the limits in the answer's headers", async () => {
      const response = await visitor(service, await memberCookie({ sub: "ada" })).chat();
      const { "5m": few, "1h": some, "1d": many } = config.plans.member.requests;
      expect(response.headers.get("ratelimit")?.replaceAll(/t=\d+/g, "t=soon")).toBe(
        `"user-5m";r=${few - 1};t=soon, "user-1h";r=${some - 1};t=soon, "user-1d";r=${many - 1};t=soon`,
      );
      expect(response.headers.get("ratelimit-policy")).toBe(
        `"user-5m";q=${few};w=300, "user-1h";q=${some};w=3600, "user-1d";q=${many};w=86400`,
      );
      expect(textOf(await readChunks(response))).toBe("Hello from the scripted provider.");
    });

    it("a conversation longer than the plan allows, without its oldest part, and says so", async () => {
      service = start({ plans: { member: { maxInputTokens: 300 } } });
      const turns = (text: string) => [
        { id: "q", role: "user", parts: [{ type: "text", text }] },
        { id: "a", role: "assistant", parts: [{ type: "text", text }] },
      ];
      const before = ["first".repeat(10), "second".repeat(10), "third".repeat(10)].flatMap(turns);
      const ada = visitor(service, await memberCookie({ sub: "ada" }));
      const ask = async (messages: object[]) => {
        const { messages: question } = chatBody("And now?") as { messages: object[] };
        return readChunks(await ada.chat({ body: chatBody("", { messages: [...messages, ...question] }) }));
      };
      const [start1] = await ask(before);
      expect(start1).toMatchObject({ type: "start", messageMetadata: { leftOut: 2 } });
      expect(provider.calls[0]?.body).toMatchObject({
        input: [...turns("second".repeat(10)), ...turns("third".repeat(10))]
          .map(({ role, parts }) => ({ role, content: parts[0]?.text }))
          .concat({ role: "user", content: "And now?" }),
      });
      const [start2] = await ask(before.slice(2));
      expect(start2).not.toHaveProperty("messageMetadata");
    });

    it("a guest where guests are let in", async () => {
      expect(await codeOf(await visitor(service, await guestCookie("g1")).chat())).toBe("200");
    });
  });

  /** One row for each refusal that the contract promises here. Each must cost nothing: the provider is never called. */
  describe("refuses, without calling the provider:", () => {
    type Attempt = () => Promise<Response>;
    const member = async (name = "ada") => visitor(service, await memberCookie({ sub: name }));
    const bare = (headers: Record<string, string>) =>
      service.send("/api/chat", { method: "POST", body: "{}", headers });
    const json = { "content-type": "application/json" };

    const rows: [string, string, number, Attempt][] = [
      ["a malformed body", "invalid_request", 400, async () => (await member()).chat({ body: "{" })],
      ["a stranger", "not_signed_in", 401, () => bare(json)],
      [
        "no token",
        "chat_token_invalid",
        401,
        async () => bare({ ...json, cookie: await memberCookie({ sub: "ada" }) }),
      ],
      [
        "another user's token",
        "chat_token_invalid",
        401,
        async () => {
          const stolen = await (await member("ada")).token();
          return (await member("eve")).chat({ headers: { "x-chat-token": stolen } });
        },
      ],
      [
        "a spent personal budget",
        "budget_exhausted",
        402,
        async () => {
          service = start({ plans: { member: { budgetUsd: { day: 0 } } } });
          return (await member()).chat();
        },
      ],
      [
        "a spent service budget",
        "service_budget_exhausted",
        402,
        async () => {
          service = start({ service: { budgetUsd: { month: 0 } } });
          return (await member()).chat();
        },
      ],
      [
        "a foreign origin",
        "forbidden",
        403,
        async () => (await member()).chat({ headers: { origin: "https://evil.example" } }),
      ],
      [
        "a model of another plan",
        "model_not_allowed",
        403,
        async () => (await member()).chat({ body: chatBody("Hi", { model: "gpt-6-sol" }) }),
      ],
      ["another method", "method_not_allowed", 405, () => service.send("/api/chat", { method: "DELETE" })],
      ["another address", "not_found", 404, () => service.send("/api/chat/completions", { method: "POST" })],
      ["a body declared too long", "body_too_large", 413, () => bare({ ...json, "content-length": "9999999" })],
      [
        "a message too long",
        "body_too_large",
        413,
        async () => (await member()).chat({ body: chatBody("x".repeat(40_000)) }),
      ],
      ["another media type", "unsupported_media_type", 415, () => bare({ "content-type": "text/plain" })],
      [
        "too many requests",
        "rate_limited",
        429,
        async () => {
          service = start({ plans: { member: { requests: { "1h": 1 } } } });
          await (await (await member()).chat()).text();
          provider.calls.length = 0;
          return (await member()).chat();
        },
      ],
      [
        "too many requests from one address",
        "rate_limited",
        429,
        async () => {
          service = start({ address: { requests: { "1d": 1 } } });
          await (await (await member("ada")).chat()).text();
          provider.calls.length = 0;
          return (await member("bob")).chat();
        },
      ],
      [
        "more replies at once than allowed",
        "parallel_limit",
        429,
        async () => {
          service = start({ plans: { member: { parallelReplies: 0 } } });
          return (await member()).chat();
        },
      ],
      [
        "a pause by environment",
        "paused",
        503,
        async () => {
          service = start({}, { AI_PAUSED: "1" });
          return (await member()).chat();
        },
      ],
    ];

    it.each(rows)("%s as %s (%d)", async (_, code, status, attempt) => {
      const response = await attempt();
      expect(await readProblem(response)).toMatchObject({ code, status });
      expect(provider.calls).toEqual([]);
    });

    it("a token used a second time as chat_token_used (409)", async () => {
      const ada = await member();
      const token = await ada.token();
      await (await ada.chat({ headers: { "x-chat-token": token } })).text();
      expect(await codeOf(await ada.chat({ headers: { "x-chat-token": token } }))).toBe("chat_token_used");
      expect(provider.calls).toHaveLength(1);
    });

    it("a request that found a way round the gate as forbidden, though session and token are right", async () => {
      const cookie = await memberCookie({ sub: "ada" });
      const token = await visitor(service, cookie).token();
      const headers = { ...json, cookie, "x-chat-token": token, "x-gate-receipt": "forged" };
      const response = await service.past("/api/chat", { method: "POST", body: JSON.stringify(chatBody()), headers });
      expect(await codeOf(response)).toBe("forbidden");
    });
  });

  describe("with MODERATION=1", () => {
    const moderated = { MODERATION: "1" };
    const paths = () => provider.calls.map(({ path }) => path);

    it("answers a question that is not flagged, which went to the endpoint first", async () => {
      service = start({}, moderated);
      const response = await visitor(service, await memberCookie({ sub: "ada" })).chat();
      expect(textOf(await readChunks(response))).toBe("Hello from the scripted provider.");
      expect(paths()).toEqual(["/v1/moderations", "/v1/responses"]);
    });

    it("refuses a flagged one before anything is reserved or spent, the token included", async () => {
      service = start({}, moderated);
      const ada = visitor(service, await memberCookie({ sub: "ada" }));
      const headers = { "x-chat-token": await ada.token() };
      const flagged = await ada.chat({ headers, body: chatBody(`Is this ${FLAGGED}?`) });
      expect(await readProblem(flagged)).toMatchObject({ code: "prompt_refused", status: 422 });
      expect(paths()).toEqual(["/v1/moderations"]);
      const { spend } = (await (await ada.get("/api/usage")).json()) as { spend: object[] };
      expect(spend).toMatchObject([{ usedMicroUsd: 0 }, { usedMicroUsd: 0 }]);
      expect(await codeOf(await ada.chat({ headers }))).toBe("200");
    });

    it("refuses every one, with the time to wait, when the endpoint is not there", async () => {
      service = start({}, { ...moderated, OPENAI_BASE_URL: "http://127.0.0.1:9/v1" });
      const response = await visitor(service, await memberCookie({ sub: "ada" })).chat();
      expect(await readProblem(response)).toMatchObject({ code: "provider_busy", status: 503, retryAfterSeconds: 10 });
    });
  });

  it("says how long to wait and which limit it was when there were too many requests", async () => {
    service = start({ plans: { member: { requests: { "5m": 1 } } } });
    const ada = visitor(service, await memberCookie({ sub: "ada" }));
    await (await ada.chat()).text();
    const response = await ada.chat();
    expect(response.headers.get("ratelimit")).toContain('"user-5m";r=0;');
    const { retryAfterSeconds = 0, resetAt = "" } = await readProblem(response);
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(Date.parse(resetAt) - Date.now()).toBeLessThanOrEqual(300_000);
  });

  it("does not use up the longer windows with requests that it refused", async () => {
    service = start({ plans: { member: { requests: { "5m": 2, "1h": 5 } } } });
    const ada = visitor(service, await memberCookie({ sub: "ada" }));
    for (let request = 0; request < 6; request += 1) await (await ada.chat()).text();
    const { requests } = (await (await ada.get("/api/usage")).json()) as { requests: unknown[] };
    expect(requests).toMatchObject([{ remaining: 0 }, { remaining: 3 }, {}]);
  });

  it("lets exactly seven of thirty parallel requests pass at a limit of seven in every window", async () => {
    const seven = { "5m": 7, "1h": 7, "1d": 7 };
    service = start({ plans: { member: { requests: seven, parallelReplies: 30 } }, address: { requests: seven } });
    const ada = visitor(service, await memberCookie({ sub: "ada" }));
    const codes = await Promise.all(Array.from({ length: 30 }, async () => codeOf(await ada.chat())));
    expect(codes.filter((code) => code === "200")).toHaveLength(7);
    expect(codes.filter((code) => code === "rate_limited")).toHaveLength(23);
  });

  it("counts all sessions of guests behind one address as one, and IPv6 by its network", async () => {
    // The slot of the reply before may not be given back yet.
    service = start({ plans: { guest: { requests: { "5m": 2 }, parallelReplies: 3 } } });
    const guest = async (name: string, address: string) =>
      codeOf(await visitor(service, await guestCookie(name), address).chat());
    expect(await guest("g1", "2001:db8:1:2::1")).toBe("200");
    expect(await guest("g2", "2001:db8:1:2:ffff::9")).toBe("200");
    expect(await guest("g3", "2001:db8:1:2::3")).toBe("rate_limited");
    expect(await guest("g3", "2001:db8:1:3::3")).toBe("200");
  });
});
