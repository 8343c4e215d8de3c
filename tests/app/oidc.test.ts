/** Signing in by OpenID Connect on the production build, with issuers of every kind on loopback. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type App, startApp } from "../support/app/app.ts";
import { type Manner, SIGNING, startOidcIssuer } from "../support/sign-in/oidc-issuer.ts";

const CLIENT = "guarded-chat";
const SECRET = "a-local-client-secret-of-forty-characters";
const BOSS = "boss@example.com";
const ADA = { name: "Ada", email: "ada@example.com", email_verified: true };

let issuer: Awaited<ReturnType<typeof startOidcIssuer>>;
let app: App;

beforeAll(async () => {
  issuer = await startOidcIssuer(CLIENT, SECRET);
  const oidc = { OIDC_ISSUER: issuer.url, OIDC_ID: CLIENT, OIDC_SECRET: SECRET };
  app = await startApp({ env: { ...oidc, ADMIN_EMAILS: BOSS } });
});
afterAll(async () => {
  await app.stop();
  await issuer.stop();
});

class Jar {
  readonly #cookies = new Map<string, string>();

  async ask(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map((pair) => pair.join("=")).join("; ");
    const response = await fetch(url, { redirect: "manual", ...init, headers: { cookie, ...init.headers } });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/);
      if (value) this.#cookies.set(name, value);
      else this.#cookies.delete(name);
    }
    return response;
  }
}

/** @returns the session's user and plan, or the page that says what went wrong */
async function signIn(manner: Manner): Promise<{ user?: unknown; plan?: string; page?: string }> {
  issuer.behave(manner);
  const jar = new Jar();
  const auth = `${app.origin}/api/auth`;
  const { csrfToken } = (await (await jar.ask(`${auth}/csrf`)).json()) as { csrfToken: string };
  const body = new URLSearchParams({ csrfToken, json: "true", callbackUrl: "/" });
  const begun = await jar.ask(`${auth}/signin/oidc`, { method: "POST", body });
  const { url } = (await begun.json()) as { url: string };
  const back = (await fetch(url, { redirect: "manual" })).headers.get("location") ?? "";
  let next = (await jar.ask(back)).headers.get("location") ?? "";
  while (next.includes("/api/auth/")) next = (await jar.ask(next)).headers.get("location") ?? "";
  if (next !== `${app.origin}/`) return { page: next };
  const { user } = (await (await jar.ask(`${auth}/session`)).json()) as { user: unknown };
  const { plan } = (await (await jar.ask(`${app.origin}/api/usage`)).json()) as { plan: string };
  return { user, plan };
}

const broken = { page: expect.stringContaining("error=OAuthCallback") as unknown };

describe("an issuer", () => {
  it.each(SIGNING)("that signs with %s signs people in", async (alg) => {
    expect(await signIn({ alg, supported: ["RS256", alg], claims: ADA })).toMatchObject({
      user: { name: "Ada", email: ADA.email },
      plan: "member",
    });
  });

  it("that says nothing of its algorithms is believed with RS256 alone", async () => {
    expect(await signIn({ supported: undefined, claims: ADA })).toMatchObject({ plan: "member" });
    expect(await signIn({ supported: undefined, alg: "ES256", claims: ADA })).toEqual(broken);
  });

  it.each<[string, Manner]>([
    ["does not sign", { alg: "none" }],
    ["does not sign, and says so", { alg: "none", supported: ["none"] }],
    ["takes its published key for a secret", { alg: "HS256-public", supported: ["RS256", "HS256"] }],
    ["signs with the client's secret", { alg: "HS256", supported: ["HS256"] }],
    ["signs with what its discovery document does not name", { alg: "ES256", supported: ["RS256"] }],
    ["signs with a key that it has not published", { alg: "stranger" }],
    ["speaks for another", { claims: { iss: "https://evil.example" } }],
    ["speaks to another", { claims: { aud: "another-client" } }],
    ["speaks to several, and to none of them above all", { claims: { aud: [CLIENT, "other"] } }],
    ["repeats a token of another sign-in", { claims: { nonce: "another" } }],
    ["gives a token that has expired", { claims: { exp: 1_000 } }],
    ["names nobody", { claims: { sub: undefined } }],
  ])("that %s signs nobody in", async (_, manner) => {
    const { claims, ...rest } = manner;
    expect(await signIn({ ...rest, claims: { ...ADA, ...claims } })).toEqual(broken);
  });

  it("is logged with the reason when its algorithm cannot be used", async () => {
    await signIn({ alg: "none", claims: ADA });
    expect(app.instance.output()).toMatch(
      /^\{"event":"sign_in_failed","code":"OAUTH_CALLBACK_ERROR","cause":"OAuthCallbackError id_token_algorithm"\}$/m,
    );
  });
});

describe("claims", () => {
  it("that the ID token leaves out come from the userinfo endpoint", async () => {
    const userinfo = { sub: "ada", name: "The Boss", email: BOSS, email_verified: true };
    expect(await signIn({ userinfo })).toMatchObject({ user: { name: "The Boss", email: BOSS }, plan: "admin" });
  });

  it("that are complete in the ID token are asked for nowhere else", async () => {
    expect(await signIn({ claims: ADA, userinfo: { sub: "ada", email: BOSS } })).toMatchObject({ plan: "member" });
    expect(issuer.asked()).not.toContain("/userinfo");
  });

  it("of another subject are refused", async () => {
    const userinfo = { sub: "eve", name: "Eve", email: BOSS, email_verified: true };
    expect(await signIn({ userinfo })).toEqual(broken);
    expect(app.instance.output()).toContain('"cause":"OAuthCallbackError userinfo_subject"');
  });

  it("never make one source's address verified by another's word", async () => {
    const userinfo = { sub: "ada", email: "ada@example.com", email_verified: true };
    const { user, plan } = await signIn({ claims: { email: BOSS }, userinfo });
    expect([user, plan]).toMatchObject([{ email: "ada@example.com" }, "member"]);
  });

  it.each<[unknown, string]>([
    [true, "admin"],
    ["true", "admin"],
    [false, "member"],
    ["false", "member"],
    ["TRUE", "member"],
    ["yes", "member"],
    [1, "member"],
    [["true"], "member"],
  ])("with email_verified: %j make a %s of the owner's address", async (email_verified, plan) => {
    expect(await signIn({ claims: { name: "B", email: BOSS, email_verified } })).toMatchObject({ plan });
  });

  it.each([
    "\u212Boss@example.com",
    "bo\u017Fs@example.com",
    "boss@example.com ",
    "boss@exampl\uFF45.com",
    "boss@example.com\0",
    "bo\u00DF@example.com",
  ])("make no admin of a look-alike: %j", async (email) => {
    expect(await signIn({ claims: { ...ADA, email } })).toMatchObject({ plan: "member" });
  });

  it("are understood in any case of ASCII", async () => {
    expect(await signIn({ claims: { ...ADA, email: "Boss@EXAMPLE.com" } })).toMatchObject({ plan: "admin" });
  });

  it.each([7, ["x"], { a: 1 }, null, ""])("that are no text count as absent: %j", async (name) => {
    expect(await signIn({ claims: { ...ADA, name } })).toMatchObject({ user: { name: "ada" } });
  });
});

describe("a subject", () => {
  it("as long as fits is let in everywhere", async () => {
    expect(await signIn({ claims: { ...ADA, sub: "s".repeat(250) } })).toMatchObject({ plan: "member" });
  });

  it("that is longer is refused at once, and the page says why", async () => {
    const { page = "" } = await signIn({ claims: { ...ADA, sub: "s".repeat(251) } });
    expect(page).toBe("/sign-in?error=SubjectTooLong");
    expect(await (await fetch(app.origin + page)).text()).toContain("identifier there is too long");
  });
});
