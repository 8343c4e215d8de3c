import type { Account, User } from "next-auth";
import type { JWT } from "next-auth/jwt";
import { describe, expect, it } from "vitest";

import { sessionClaims } from "../../lib/sign-in/next-auth-options.ts";

type SignIn = { provider: string; email?: string; profile?: Record<string, unknown> };

/** What next-auth hands over right after a sign-in. */
function signIn({ provider, email, profile }: SignIn) {
  const user = { id: "7", name: "Ada", email: email?.toLowerCase() ?? null } as User;
  const account = { provider, providerAccountId: "7", type: "oauth" } as Account;
  return sessionClaims({
    token: { sub: "7", email: email ?? null },
    user,
    account,
    ...(profile && { profile: { ...(email !== undefined && { email }), ...profile } }),
  });
}

describe("at sign-in", () => {
  it("keeps an address that the provider says is verified", async () => {
    const claims = await signIn({ provider: "oidc", email: "ada@example.com", profile: { email_verified: true } });
    expect(claims).toMatchObject({ sub: "oidc:7", name: "Ada", email: "ada@example.com" });
  });

  it("understands an issuer that writes the word true", async () => {
    const claims = await signIn({ provider: "oidc", email: "ada@example.com", profile: { email_verified: "true" } });
    expect(claims.email).toBe("ada@example.com");
  });

  it("keeps an address letter by letter, so that no look-alike becomes another's", async () => {
    const claims = await signIn({
      provider: "oidc",
      email: "\u212Aate@example.com",
      profile: { email_verified: true },
    });
    expect(claims.email).toBe("\u212Aate@example.com");
  });

  it("shortens a name and drops an address that no cookie can hold", async () => {
    const email = `${"x".repeat(250)}@example.com`;
    const user = { id: "7", name: "n".repeat(20_000), email } as User;
    const account = { provider: "oidc", providerAccountId: "7", type: "oauth" } as Account;
    const claims = await sessionClaims({
      token: {},
      user,
      account,
      profile: { email, email_verified: true } as object,
    });
    expect(claims).toMatchObject({ sub: "oidc:7", name: "n".repeat(100), email: null });
  });

  it.each([
    { email_verified: false },
    { email_verified: "false" },
    { email_verified: "TRUE" },
    { email_verified: 1 },
    { email_verified: ["true"] },
    {},
    undefined,
  ])("drops an address vouched for by %j", async (profile) => {
    const claims = await signIn({ provider: "oidc", email: "boss@example.com", ...(profile && { profile }) });
    expect(claims.email).toBeNull();
  });

  it("keeps two providers' users with the same number apart", async () => {
    const [github, google] = await Promise.all([signIn({ provider: "github" }), signIn({ provider: "google" })]);
    expect(github?.sub).not.toBe(google?.sub);
  });

  it("marks a guest, and gives it no address", async () => {
    expect(await signIn({ provider: "guest", email: "boss@example.com" })).toEqual({
      auth_time: expect.any(Number) as unknown,
      sub: "guest:7",
      name: "Ada",
      guest: true,
    });
  });
});

describe("at renewal", () => {
  const renew = (token: JWT) => sessionClaims({ token, user: { id: "7" }, account: null });

  it("keeps the claims as they are, and the second of the sign-in", async () => {
    const token = { sub: "guest:7", guest: true, auth_time: 5, iat: 9 };
    expect(await renew(token)).toEqual(token);
  });

  it("takes the first issue for the sign-in where nothing else is said", async () => {
    const renewed = await renew({ sub: "github:7", iat: 9 });
    expect(await renew({ ...renewed, iat: 20 })).toMatchObject({ auth_time: 9 });
  });
});
