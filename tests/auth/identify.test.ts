import { encode } from "next-auth/jwt";
import { beforeEach, describe, expect, it } from "vitest";

import { freshEnvironment } from "../support/fresh.ts";
import { cookie, guestCookie, memberCookie } from "../support/session.ts";
import { TEST_SECRET } from "../support/words.ts";

const STAMP = "local-test-stamp";

async function identified(headers: Record<string, string>) {
  const { identify } = await import("../../lib/auth/identify.ts");
  const { lookUpPlan } = await import("../../lib/auth/look-up-plan.ts");
  const identity = await identify(new Headers({ "x-socket-address": `${STAMP} 192.0.2.7`, ...headers }));
  return identity && { ...identity, plan: await lookUpPlan(identity.claims) };
}

beforeEach(() =>
  freshEnvironment({ SOCKET_ADDRESS_STAMP: STAMP, ADMIN_EMAILS: "Boss@example.com", GUEST_ACCESS: "1" }),
);

describe("a session", () => {
  it("of a member is counted by its subject", async () => {
    const user = await identified({ cookie: await memberCookie({ sub: "github:1", name: "Ada" }) });
    expect(user).toMatchObject({
      id: "github:1",
      name: "Ada",
      email: "github:1@example.com",
      plan: "member",
      isAdmin: false,
      isGuest: false,
      account: "github:1",
    });
  });

  it("with an address among the admins' is an admin's, however it is spelt", async () => {
    const user = await identified({ cookie: await memberCookie({ sub: "github:1", email: "BOSS@example.COM" }) });
    expect(user?.plan).toBe("admin");
  });

  it("of a guest is counted by client address, whatever it calls itself", async () => {
    const one = await identified({ cookie: await guestCookie("guest:1") });
    const two = await identified({ cookie: await guestCookie("guest:2") });
    expect([one?.plan, one?.account]).toEqual(["guest", "guest@192.0.2.7"]);
    expect(two?.account).toBe(one?.account);
    expect(two?.id).not.toBe(one?.id);
  });

  it("of a guest never becomes an admin's", async () => {
    const user = await identified({ cookie: await cookie({ sub: "guest:1", guest: true, email: "boss@example.com" }) });
    expect(user?.plan).toBe("guest");
  });
});

describe("is nobody:", () => {
  it.each<[string, () => Promise<Record<string, string>>]>([
    ["no cookie", async () => ({})],
    ["rubbish", async () => ({ cookie: "next-auth.session-token=rubbish" })],
    [
      "a session signed with another secret",
      async () => ({ cookie: await cookie({ sub: "github:1" }, `${TEST_SECRET}-not`) }),
    ],
    ["a session without a subject", async () => ({ cookie: await cookie({ name: "Ada" }) })],
    ["an empty subject", async () => ({ cookie: await cookie({ sub: "" }) })],
    [
      "a bearer token in place of the cookie",
      async () => ({ authorization: `Bearer ${(await memberCookie({ sub: "1" })).split("=")[1]}` }),
    ],
    ["claims in headers", async () => ({ "x-user-id": "github:1", "x-user-email": "boss@example.com" })],
  ])("%s", async (_, headers) => {
    expect(await identified(await headers())).toBeNull();
  });

  it("an expired session", async () => {
    const token = await encode({ token: { sub: "github:1" }, secret: TEST_SECRET, maxAge: -60 });
    expect(await identified({ cookie: `next-auth.session-token=${token}` })).toBeNull();
  });

  it("a guest where guests are not let in", async () => {
    freshEnvironment({ GUEST_ACCESS: "" });
    expect(await identified({ cookie: await guestCookie("guest:1") })).toBeNull();
  });

  it("the plain cookie where the site is served over https", async () => {
    const plain = await memberCookie({ sub: "github:1" });
    freshEnvironment({ NEXTAUTH_URL: "https://chat.example" });
    expect(await identified({ cookie: plain })).toBeNull();
    expect(await identified({ cookie: `__Secure-${plain}` })).not.toBeNull();
  });
});
