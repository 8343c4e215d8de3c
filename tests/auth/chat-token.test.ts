import { SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { issueChatToken, verifyChatToken } from "../../lib/auth/chat-token.ts";
import { deriveKey } from "../../lib/auth/derive-key.ts";

const USER = "oidc:ada";
const member = (id: string) => ({ id, account: id, plan: "member", basePlan: "member" });
const NOW = Date.UTC(2026, 0, 1);

beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

function verify(token: string | null, user = USER) {
  return verifyChatToken(new Headers(token === null ? {} : { "x-chat-token": token }), user);
}

const invalid = { code: "chat_token_invalid" };

describe("a token of ours", () => {
  it("is accepted from its user until it is ten seconds old", async () => {
    const { token, expiresInSeconds } = await issueChatToken(member(USER));
    expect(expiresInSeconds).toBe(10);
    vi.setSystemTime(NOW + 9_999);
    await expect(verify(token)).resolves.toMatchObject({ expiresAtMs: NOW + 10_000 });
  });

  it("is accepted by a server whose clock is a second behind", async () => {
    const { token } = await issueChatToken(member(USER));
    vi.setSystemTime(NOW - 1_000);
    await expect(verify(token)).resolves.toBeDefined();
  });

  it.each([
    ["not at all when this process issued it", async () => (await issueChatToken(member(USER))).token, 0],
    ["once when another did", () => forge({}), 1],
  ])("is verified %s, and refused by its time also after that", async (_, issue, times) => {
    const token = await issue();
    const subtle = vi.spyOn(crypto.subtle, "verify");
    const [first, second] = [await verify(token), await verify(token)];
    expect(subtle).toHaveBeenCalledTimes(times);
    expect(second).toEqual(first);
    await expect(verify(token, "oidc:eve")).rejects.toMatchObject(invalid);
    vi.setSystemTime(NOW + 10_000);
    await expect(verify(token)).rejects.toMatchObject(invalid);
    subtle.mockRestore();
  });

  it("is to the process that issued it what it is to any other", async () => {
    const guest = { id: "guest:1", account: "guest@192.0.2.1", plan: "member", basePlan: "guest" };
    const { token } = await issueChatToken(guest);
    const own = await verify(token, guest.id);
    expect(own.holder).toEqual({ id: guest.id, plan: "member", basePlan: "guest", isGuest: true });
    const others = respellings(token).filter((spelling) => spelling !== token);
    const accepted = await Promise.all(others.map((spelling) => verify(spelling, guest.id).catch(() => null)));
    expect(accepted.filter(Boolean)).toContainEqual(own);
  });

  it("has an id of its own each time", async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => (await verify((await issueChatToken(member(USER))).token)).id),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it("has one id in all its spellings", async () => {
    const { token } = await issueChatToken(member(USER));
    const { id } = await verify(token);
    const accepted = await Promise.all(respellings(token).map((spelling) => verify(spelling).catch(() => null)));
    const ids = accepted.flatMap((result) => (result ? [result.id] : []));
    expect(new Set(ids)).toEqual(new Set([id]));
  });
});

/** The last character of a signature carries spare bits, and decoders forgive padding. */
function respellings(token: string): string[] {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return [...alphabet].map((character) => token.slice(0, -1) + character).concat(`${token}=`);
}

describe("refuses", () => {
  it.each([null, "", "x", "a.b.c", "x".repeat(2_000)])("%j", async (token) => {
    await expect(verify(token)).rejects.toMatchObject(invalid);
  });

  it("an expired token", async () => {
    const { token } = await issueChatToken(member(USER));
    vi.setSystemTime(NOW + 10_000);
    await expect(verify(token)).rejects.toMatchObject(invalid);
  });

  it("another user's token", async () => {
    const { token } = await issueChatToken(member(USER));
    await expect(verify(token, "oidc:eve")).rejects.toMatchObject(invalid);
  });

  it("two tokens in one header", async () => {
    const { token } = await issueChatToken(member(USER));
    await expect(verify(`${token}, ${token}`)).rejects.toMatchObject(invalid);
  });

  it("a changed payload", async () => {
    const { token } = await issueChatToken(member("oidc:eve"));
    const [header, payload, signature] = token.split(".");
    const forged = Buffer.from(payload ?? "", "base64url")
      .toString()
      .replace("oidc:eve", USER);
    await expect(
      verify([header, Buffer.from(forged).toString("base64url"), signature].join(".")),
    ).rejects.toMatchObject(invalid);
  });
});

type Forgery = { header?: Record<string, string>; claims?: Record<string, unknown>; key?: CryptoKey | Uint8Array };

/** A token that is right in everything but what the forgery changes; `undefined` removes a claim. */
async function forge({ header = {}, claims = {}, key }: Forgery): Promise<string> {
  const seconds = NOW / 1000;
  const payload = {
    iss: "guarded-chat",
    aud: "guarded-chat:chat",
    sub: USER,
    jti: crypto.randomUUID(),
    iat: seconds,
    exp: seconds + 10,
    plan: "member",
    base: "member",
    guest: false,
    ...claims,
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: "HS256", typ: "chat+jwt", ...header })
    .sign(key ?? (await deriveKey("chat-token")));
}

describe("refuses a token that is signed but not as ours are:", () => {
  it("(the forgery without a change is accepted)", async () => {
    await expect(verify(await forge({}))).resolves.toBeDefined();
  });

  it.each<[string, Forgery]>([
    ["another type", { header: { typ: "JWT" } }],
    ["another issuer", { claims: { iss: "someone" } }],
    ["another audience", { claims: { aud: "someone" } }],
    ["no subject", { claims: { sub: undefined } }],
    ["no id", { claims: { jti: undefined } }],
    ["an id that is not ours", { claims: { jti: "1" } }],
    ["no issue time", { claims: { iat: undefined } }],
    ["no expiry", { claims: { exp: undefined } }],
    ["no plan", { claims: { plan: undefined } }],
    ["a plan that is none", { claims: { plan: "owner" } }],
    ["an hour to live", { claims: { exp: NOW / 1000 + 3600 } }],
    ["an expiry that is no number", { claims: { exp: "never" } }],
  ])("%s", async (_, forgery) => {
    await expect(verify(await forge(forgery))).rejects.toMatchObject(invalid);
  });

  it("the right secret with another label", async () => {
    await expect(verify(await forge({ key: await deriveKey("gate-receipt") }))).rejects.toMatchObject(invalid);
  });

  it("a one-byte key", async () => {
    await expect(verify(await forge({ key: new Uint8Array([1]) }))).rejects.toMatchObject(invalid);
  });

  it("no signature at all", async () => {
    const [, payload] = (await forge({})).split(".");
    const header = Buffer.from(JSON.stringify({ alg: "none", typ: "chat+jwt" })).toString("base64url");
    await expect(verify(`${header}.${payload}.`)).rejects.toMatchObject(invalid);
  });
});
