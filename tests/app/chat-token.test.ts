/** A chat token opens the door once, for its owner, for seconds; nothing else opens it. */
import { hkdfSync } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { type App, startApp } from "../support/app/app.ts";
import { fetchToken, postChat, readProblem, type Visitor } from "../support/client.ts";
import { TEST_SECRET } from "../support/words.ts";

const LIFETIME = 5;

let app: App;
let one: Visitor;
let callsBefore: number;

beforeAll(async () => {
  // On a busy machine 50 requests at once take the in-process store longer than a network's deadline; that is tested elsewhere.
  app = await startApp({
    safeguards: { chatToken: { lifetimeSeconds: LIFETIME }, limits: { storeMilliseconds: 5_000 } },
  });
});
afterAll(() => app.stop());

beforeEach(async () => {
  one = await app.visitor();
  callsBefore = app.provider.calls.length;
});

async function spend(visitor: Visitor, token: string): Promise<void> {
  const response = await postChat(visitor, { token });
  expect(response.status).toBe(200);
  await response.text();
}

describe("refuses", () => {
  let allowed = 0;
  beforeEach(() => (allowed = 0));
  afterEach(() => expect(app.provider.calls.length - callsBefore).toBe(allowed));

  async function expectRefused(
    visitor: Visitor,
    token: string | undefined,
    code = "chat_token_invalid",
  ): Promise<void> {
    const response = await postChat(visitor, token === undefined ? {} : { token });
    expect((await readProblem(response)).code).toBe(code);
  }

  it("a request without a token", () => expectRefused(one, undefined));
  it("a word that is no token", () => expectRefused(one, "not.a.token"));

  it("a replayed token", async () => {
    const token = await fetchToken(one);
    await spend(one, token);
    allowed = 1;
    await expectRefused(one, token, "chat_token_used");
  });

  it("another user's token", async () => {
    await expectRefused(await app.visitor(), await fetchToken(one));
  });

  it("a stale token", async () => {
    const token = await fetchToken(one);
    await sleep((LIFETIME + 1) * 1000);
    await expectRefused(one, token);
  });

  it("a used token in any other spelling", async () => {
    const token = await fetchToken(one);
    await spend(one, token);
    allowed = 1;
    for (const respelt of respellings(token)) {
      const response = await postChat(one, { token: respelt });
      expect(["chat_token_used", "chat_token_invalid"]).toContain((await readProblem(response)).code);
    }
  });

  it("a token whose claims were changed", async () => {
    const [header, payload = "", signature] = (await fetchToken(one)).split(".");
    const claims = Buffer.from(payload, "base64url")
      .toString()
      .replace(/(?<="exp":)\d+/, (exp) => `${Number(exp) + 1}`);
    await expectRefused(one, [header, Buffer.from(claims).toString("base64url"), signature].join("."));
  });

  it("a token without a signature", async () => {
    const [, payload] = (await fetchToken(one)).split(".");
    const header = Buffer.from(JSON.stringify({ alg: "none", typ: "chat+jwt" })).toString("base64url");
    await expectRefused(one, `${header}.${payload}.`);
  });

  it("a token signed with the session's secret, or with a key derived for another purpose", async () => {
    const payload = JSON.parse(
      Buffer.from((await fetchToken(one)).split(".")[1] ?? "", "base64url").toString(),
    ) as object;
    const derived = (label: string) => new Uint8Array(hkdfSync("sha256", TEST_SECRET, "", label, 32));
    for (const key of [new TextEncoder().encode(TEST_SECRET), derived(""), derived("guarded-chat gate-receipt v1")]) {
      const forged = new SignJWT({ ...payload }).setProtectedHeader({ alg: "HS256", typ: "chat+jwt" });
      await expectRefused(one, await forged.sign(key));
    }
  });

  it("a session cookie in the token's place", () => expectRefused(one, one.cookie.split("=")[1] ?? ""));

  it("a request that claims to have passed the middleware", async () => {
    const token = await fetchToken(one);
    await spend(one, token);
    allowed = 1;
    const skip = Array.from({ length: 5 }, () => "middleware").join(":");
    const headers = { "x-middleware-subrequest": skip, "x-gate-receipt": "forged", "x-middleware-next": "1" };
    const response = await postChat(one, { token, headers });
    expect((await readProblem(response)).status).toBeGreaterThanOrEqual(400);
  });
});

it("lets one of 50 parallel uses of one token pass", async () => {
  const token = await fetchToken(one);
  const answers = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const response = await postChat(one, { token });
      if (response.status !== 200) return (await readProblem(response)).code;
      return response.text().then(() => "passed");
    }),
  );
  expect(answers.toSorted()).toEqual(["passed", ...Array.from({ length: 49 }, () => "chat_token_used")].toSorted());
  expect(app.provider.calls.length - callsBefore).toBe(1);
});

/** The last character of a signature carries two bits that decode to nothing, and decoders forgive padding and white space. */
function respellings(token: string): string[] {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const group = alphabet.indexOf(token.at(-1) ?? "") & ~3;
  const last = [0, 1, 2, 3].map((low) => token.slice(0, -1) + alphabet[group + low]);
  return [...last, `${token}=`, `${token}==`, ` ${token} `, token.replaceAll("-", "+").replaceAll("_", "/")];
}
