import { beforeEach, describe, expect, it, vi } from "vitest";

import { freshEnvironment } from "../support/fresh.ts";
import { enter as enterBy } from "../support/sign-in/enter.ts";
import { memberCookie } from "../support/session.ts";

const ORIGIN = "http://127.0.0.1:3000";
type Ask = { method?: string; cookie?: string; body?: string; type?: string };

async function ask(path: string, { method = "GET", cookie = "", body, type }: Ask = {}): Promise<Response> {
  const { answer } = await import("../../lib/http/answer.ts");
  const { answerSignIn } = await import("../../lib/sign-in/answer-sign-in.ts");
  const headers = { host: "127.0.0.1:3000", cookie, "content-type": type ?? "application/x-www-form-urlencoded" };
  const request = new Request(`${ORIGIN}/api/auth/${path}`, { method, headers, ...(body !== undefined && { body }) });
  const segments = new URL(request.url).pathname.split("/").slice(3).map(decodeURIComponent);
  return answer(request, () => answerSignIn(request, segments));
}

const enter = (fields: Record<string, string>, id = "local") => enterBy(ask, fields, id);

const BAD = [
  "http://[",
  "http%3A%2F%2F%5B",
  "%",
  "%ff",
  "javascript:alert(1)",
  "https://evil.example/",
  "//evil.example/",
  "/%F0%9F%92%A5",
  "/\u00e9",
  "x".repeat(5_000),
];

beforeEach(() => {
  freshEnvironment({ LOCAL_DEMO: "1", GUEST_ACCESS: "1" });
  vi.spyOn(console, "info").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation(() => {});
});

describe("an address of next-auth", () => {
  it.each([
    ["_log", "POST", 404],
    ["verify-request", "GET", 404],
    ["", "GET", 404],
    ["signin/github", "POST", 404],
    ["callback/github", "GET", 404],
    ["callback/constructor", "POST", 404],
    ["callback/local/more", "POST", 404],
    ["callback/local", "GET", 405],
    ["signin/local", "POST", 404],
    ["session", "POST", 405],
    ["session", "HEAD", 405],
  ])("%s by %s is a refusal like any other", async (path, method, status) => {
    const response = await ask(path, { method, ...(method === "POST" && { body: "code=x" }) });
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  });
});

describe("a malformed value is dropped", () => {
  it.each(BAD)("as a callback address: %s", async (value) => {
    for (const path of ["session", "csrf", "providers"]) {
      expect((await ask(`${path}?callbackUrl=${encodeURIComponent(value)}`)).status).toBe(200);
      for (const prefix of ["", "__Secure-"])
        expect((await ask(path, { cookie: `${prefix}next-auth.callback-url=${value}` })).status).toBe(200);
    }
    for (const path of ["signin", "signout", "error"]) {
      const response = await ask(`${path}?callbackUrl=${encodeURIComponent(value)}`);
      expect(response.status).toBe(302);
      expect(new URL(response.headers.get("location") ?? "", ORIGIN).origin).toBe(ORIGIN);
    }
  });

  it.each(["💥", "a\r\nset-cookie: planted=1", "é", "x".repeat(5_000), "%", "<script>"])(
    "as an error's name: %j",
    async (error) => {
      for (const path of ["error", "signin"]) {
        const response = await ask(`${path}?error=${encodeURIComponent(error)}`);
        expect(response.status).toBe(302);
        expect(response.headers.get("location")).not.toMatch(/[^\x20-\x7e]|planted|script/);
        expect(response.headers.getSetCookie().join()).not.toContain("planted");
      }
    },
  );

  it.each([
    "csrf-token",
    "state",
    "nonce",
    "pkce.code_verifier",
    "session-token",
    "session-token.0",
    "session-token x",
  ])("in a cookie named %s", async (name) => {
    for (const value of [...BAD, "a|b", "|", "{}", "a.b.c.d.e"])
      for (const path of ["session", "csrf", "signin"])
        expect((await ask(path, { cookie: `next-auth.${name}=${value}` })).status).toBeLessThan(400);
  });

  it("and a session beside it stays", async () => {
    const cookie = `${await memberCookie({ sub: "local:ada", name: "Ada" })}; next-auth.callback-url=http%3A%2F%2F%5B; next-auth.session-token-x=1`;
    expect(await (await ask("session", { cookie })).json()).toMatchObject({ user: { name: "Ada" } });
    const { readSession } = await import("../../lib/auth/session.ts");
    expect(await readSession(new Headers({ cookie }))).toMatchObject({ sub: "local:ada" });
  });
});

describe("signing in", () => {
  it("leads to the front page with a session", async () => {
    const response = await enter({ name: "Ada", callbackUrl: "/" });
    expect([response.status, await response.json()]).toEqual([200, { url: `${ORIGIN}/` }]);
    expect(response.headers.getSetCookie().join()).toContain("next-auth.session-token=");
  });

  it.each(["https://evil.example/", "http://[", "/\ud83d\ude00", "javascript:0"])(
    "never leads away, nor fails, for a callback of %j",
    async (callbackUrl) => {
      const response = await enter({ name: "Ada", callbackUrl });
      const { url } = (await response.json()) as { url: string };
      expect([response.status, new URL(url).origin]).toEqual([200, ORIGIN]);
    },
  );

  it("is refused with a problem document that names the page which says why", async () => {
    const response = await enter({ name: "" });
    expect([response.status, response.headers.get("content-type")]).toEqual([401, "application/problem+json"]);
    expect(await response.json()).toMatchObject({
      code: "not_signed_in",
      status: 401,
      url: expect.stringContaining("/api/auth/error?error=CredentialsSignin") as unknown,
    });
  });

  it("leads whose address is not on the list to the page that says so, without a session", async () => {
    freshEnvironment({ LOCAL_DEMO: "1", ALLOWED_EMAILS: "bob@localhost" });
    const response = await enter({ name: "Ada" });
    expect(((await response.json()) as { url: string }).url).toContain("/sign-in?error=AddressNotAllowed");
    expect(response.headers.getSetCookie().join()).not.toContain("session-token=");
    expect(((await (await enter({ name: "Bob" })).json()) as { url: string }).url).toBe(`${ORIGIN}/`);
  });

  it("takes no body that is too large or no object of texts", async () => {
    expect((await ask("callback/local", { method: "POST", body: "x".repeat(5_000_000) })).status).toBe(413);
    for (const body of ["{", "[]", '"x"', '{"name":{"toString":1}}'])
      expect((await ask("callback/local", { method: "POST", body, type: "application/json" })).status).toBe(400);
  });

  it("logs one bounded line for a session that cannot be opened", async () => {
    await ask("session", { cookie: "next-auth.session-token=x" });
    const line = String(vi.mocked(console.error).mock.calls.at(-1)?.[0]);
    expect(JSON.parse(line)).toMatchObject({ event: "sign_in_failed", code: "JWT_SESSION_ERROR" });
  });
});
