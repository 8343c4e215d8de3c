import type { Account, User } from "next-auth";
import { describe, expect, it } from "vitest";

import { sessionClaims } from "../../lib/auth/next-auth-options.ts";

type SignIn = { provider: string; email?: string; profile?: Record<string, unknown> };

/** What next-auth hands over right after a sign-in. */
function signIn({ provider, email, profile }: SignIn) {
  const user = { id: "7", name: "Ada", email: email ?? null } as User;
  const account = { provider, providerAccountId: "7", type: "oauth" } as Account;
  return sessionClaims({ token: { sub: "7", email: email ?? null }, user, account, ...(profile && { profile }) });
}

describe("at sign-in", () => {
  it("keeps an address that the provider says is verified", async () => {
    const claims = await signIn({ provider: "oidc", email: "ada@example.com", profile: { email_verified: true } });
    expect(claims).toEqual({ sub: "oidc:7", name: "Ada", email: "ada@example.com" });
  });

  it.each([{ email_verified: false }, { email_verified: "true" }, {}, undefined])(
    "drops an address vouched for by %j",
    async (profile) => {
      const claims = await signIn({ provider: "oidc", email: "boss@example.com", ...(profile && { profile }) });
      expect(claims.email).toBeNull();
    },
  );

  it("keeps two providers' users with the same number apart", async () => {
    const [github, google] = await Promise.all([signIn({ provider: "github" }), signIn({ provider: "google" })]);
    expect(github?.sub).not.toBe(google?.sub);
  });

  it("marks a guest, and gives it no address", async () => {
    expect(await signIn({ provider: "guest", email: "boss@example.com" })).toEqual({
      sub: "guest:7",
      name: "Ada",
      guest: true,
    });
  });
});

describe("at renewal", () => {
  it("keeps the claims as they are", async () => {
    const token = { sub: "guest:7", guest: true };
    expect(await sessionClaims({ token, user: { id: "7" }, account: null })).toBe(token);
  });
});
