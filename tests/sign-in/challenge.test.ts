/** Guests and their challenge, against a siteverify on loopback. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { NextRequest } from "next/server";

import { readProblem } from "../support/client.ts";
import { freshEnvironment } from "../support/fresh.ts";
import { bringsSession, enter as enterBy } from "../support/sign-in/enter.ts";
import { json, type Siteverify, SOLVED, startSiteverify } from "../support/sign-in/siteverify.ts";

const ORIGIN = "http://127.0.0.1:3000";
const KEYS = { TURNSTILE_SITE_KEY: "local-site-key", TURNSTILE_SECRET_KEY: "local-challenge-secret" };

let siteverify: Siteverify;
beforeAll(async () => void (siteverify = await startSiteverify()));
afterAll(() => siteverify.stop());
beforeEach(() => {
  siteverify.asked.length = 0;
  siteverify.behave(json(SOLVED));
  vi.spyOn(console, "info").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  freshEnvironment({ GUEST_ACCESS: "1", TURNSTILE_VERIFY_URL: siteverify.url, ...KEYS });
});

async function enter(fields: Record<string, string>): Promise<Response> {
  const { answer } = await import("../../lib/http/answer.ts");
  const { answerSignIn } = await import("../../lib/sign-in/answer-sign-in.ts");
  return enterBy(
    (path, { method = "GET", cookie = "", body }) => {
      const headers = { host: "127.0.0.1:3000", cookie, "content-type": "application/x-www-form-urlencoded" };
      const request = new Request(`${ORIGIN}/api/auth/${path}`, { method, headers, ...(body && { body }) });
      return answer(request, () => answerSignIn(request, path.split("/")));
    },
    fields,
    "guest",
  );
}

const solve = (solution = "a-solution") => enter({ "cf-turnstile-response": solution });

/** What the page is told to say. */
async function refusalOf(response: Response): Promise<string | null> {
  expect(bringsSession(response)).toBe(false);
  expect(response.status).toBe(401);
  const { url } = (await response.clone().json()) as { url: string };
  return new URL(url).searchParams.get("error");
}

describe("a guest", () => {
  it("comes in with a solved challenge, which is asked about once, with the secret", async () => {
    const response = await solve();
    expect([response.status, bringsSession(response)]).toEqual([200, true]);
    expect(siteverify.asked).toEqual([
      { method: "POST", form: { secret: KEYS.TURNSTILE_SECRET_KEY, response: "a-solution" } },
    ]);
  });

  it.each([
    ["nothing", undefined],
    ["an empty one", ""],
    ["one that is longer than any", "x".repeat(2_049)],
  ])("with %s as the solution is refused, and nobody is asked", async (_, solution) => {
    const response = await enter(solution === undefined ? {} : { "cf-turnstile-response": solution });
    expect(await refusalOf(response)).toBe("ChallengeFailed");
    expect(siteverify.asked).toEqual([]);
  });

  it("comes in without one on a local demo, where the challenge is a stand-in, and not with a wrong one", async () => {
    const standIn = { TURNSTILE_VERIFY_URL: siteverify.url, LOCAL_CHALLENGE_ORIGIN: siteverify.url, ...KEYS };
    freshEnvironment({ GUEST_ACCESS: "1", ...standIn });
    expect(await refusalOf(await enter({}))).toBe("ChallengeFailed");
    freshEnvironment({ GUEST_ACCESS: "1", LOCAL_DEMO: "1", ...standIn });
    expect(bringsSession(await enter({}))).toBe(true);
    expect(siteverify.asked).toEqual([]);
    siteverify.behave(json({ success: false, "error-codes": ["invalid-input-response"] }));
    expect(await refusalOf(await solve())).toBe("ChallengeFailed");
  });

  it.each(["missing-input-response", "invalid-input-response", "timeout-or-duplicate"])(
    "is asked to try again after %s",
    async (code) => {
      siteverify.behave(json({ success: false, "error-codes": [code] }));
      expect(await refusalOf(await solve())).toBe("ChallengeFailed");
    },
  );

  it.each(["missing-input-secret", "invalid-input-secret", "bad-request", "internal-error", "a code of tomorrow"])(
    "is told that nobody could check after %s, and the owner too",
    async (code) => {
      siteverify.behave(json({ success: false, "error-codes": [code, "timeout-or-duplicate"] }));
      expect(await refusalOf(await solve())).toBe("ChallengeUnavailable");
      expect(vi.mocked(console.warn).mock.calls.join()).toContain("challenge_unavailable");
      expect(vi.mocked(console.warn).mock.calls.join()).not.toContain("tomorrow");
    },
  );

  it.each<[string, Parameters<Siteverify["behave"]>[0]]>([
    ["a refusal without a code", json({ success: false })],
    ["a success by another status", json(SOLVED, 500)],
    ["a success that is a word", json({ ...SOLVED, success: "true" })],
    ["a success that is a number", json({ ...SOLVED, success: 1 })],
    ["no success", json({ "error-codes": [] })],
    ["null", json(null)],
    ["a page", (response) => void response.end("<h1>Bad gateway</h1>")],
    ["nothing", (response) => void response.end()],
    ["a way elsewhere", (response) => void response.writeHead(307, { location: `${siteverify.url}/else` }).end()],
    ["a line that breaks", (response) => void response.socket?.destroy()],
  ])("is not let in by %s", async (_, behaviour) => {
    siteverify.behave(behaviour);
    expect(await refusalOf(await solve())).toBe("ChallengeUnavailable");
    expect(siteverify.asked).toHaveLength(1);
  });

  it("is not let in by silence, and waits no longer than some seconds", async () => {
    siteverify.behave(() => {});
    const asked = performance.now();
    expect(await refusalOf(await solve())).toBe("ChallengeUnavailable");
    expect(performance.now() - asked).toBeLessThan(6_000);
  });

  it("is not let in when nothing listens there", async () => {
    freshEnvironment({ GUEST_ACCESS: "1", TURNSTILE_VERIFY_URL: "http://127.0.0.1:9/siteverify", ...KEYS });
    expect(await refusalOf(await solve())).toBe("ChallengeUnavailable");
  });

  it("gets a refusal of the usual shape, with no word of the secret", async () => {
    siteverify.behave(json({ success: false, "error-codes": ["invalid-input-response"] }));
    const response = await solve();
    const text = await response.clone().text();
    expect(text).not.toContain(KEYS.TURNSTILE_SECRET_KEY);
    const { url: _, ...problem } = JSON.parse(text) as Record<string, unknown>;
    const bare = new Response(JSON.stringify(problem), response);
    expect(await readProblem(bare)).toMatchObject({ code: "not_signed_in" });
  });

  it("needs none without the keys", async () => {
    freshEnvironment({ GUEST_ACCESS: "1", TURNSTILE_VERIFY_URL: siteverify.url });
    expect(bringsSession(await enter({}))).toBe(true);
    expect(siteverify.asked).toEqual([]);
  });
});

describe("the page", () => {
  const policyOf = async () => {
    const { admit } = await import("../../lib/gate/admit.ts");
    const response = await admit(new NextRequest(`${ORIGIN}/sign-in`), { waitUntil: () => {} });
    return response.headers.get("content-security-policy") ?? "";
  };
  const challengeOf = async () => {
    const { signInOptions } = await import("../../lib/sign-in/sign-in-options.ts");
    return signInOptions().find(({ kind }) => kind === "guest")?.challenge;
  };

  it("lets Cloudflare's script and frame in, and is told the public key alone", async () => {
    expect(await policyOf()).toMatch(/script-src [^;]*https:\/\/challenges\.cloudflare\.com/);
    expect(await policyOf()).toContain("frame-src https://challenges.cloudflare.com;");
    expect(await challengeOf()).toEqual({
      siteKey: KEYS.TURNSTILE_SITE_KEY,
      origin: "https://challenges.cloudflare.com",
    });
  });

  it.each<[string, Record<string, string>]>([
    ["without keys", { GUEST_ACCESS: "1" }],
    ["with one key", { GUEST_ACCESS: "1", TURNSTILE_SITE_KEY: "only-one" }],
    ["where no guests may enter", KEYS],
    ["where a list names who may come in", { GUEST_ACCESS: "1", ALLOWED_EMAILS: "@example.com", ...KEYS }],
  ])("%s lets nothing else in", async (_, variables) => {
    freshEnvironment(variables);
    expect(await policyOf()).not.toMatch(/cloudflare|frame-src/);
    expect(await challengeOf()).toBeUndefined();
  });
});
