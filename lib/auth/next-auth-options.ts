/** next-auth's settings: JWT sessions, our own sign-in page, and claims that say only what a provider has verified. */
import "server-only";

import type { NextAuthOptions, Profile } from "next-auth";

import { env } from "../env.ts";
import { offers } from "./providers.ts";
import { usesSecureCookies } from "./session.ts";

const SESSION_SECONDS = 7 * 24 * 60 * 60;

export function nextAuthOptions(): NextAuthOptions {
  const { NEXTAUTH_SECRET } = env();
  if (!NEXTAUTH_SECRET) throw new Error("NEXTAUTH_SECRET is not set");
  return {
    secret: NEXTAUTH_SECRET,
    providers: offers().map(({ provider }) => provider),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    useSecureCookies: usesSecureCookies(),
    pages: { signIn: "/sign-in", error: "/sign-in" },
    callbacks: { jwt: sessionClaims },
    // Its own logger prints whole errors, which can hold codes and secrets of the OAuth exchange.
    logger: { error: (code) => console.error(`sign-in: ${code}`), warn: () => {}, debug: () => {} },
  };
}

type JwtCallback = NonNullable<NonNullable<NextAuthOptions["callbacks"]>["jwt"]>;

/** Runs at sign-in, when there is an account, and at each renewal, when the claims stay as they are. */
export const sessionClaims: JwtCallback = ({ token, user, account, profile }) => {
  if (!account) return token;
  const claims = {
    // Two providers may give two people the same number.
    sub: `${account.provider}:${account.providerAccountId}`,
    name: user.name ?? null,
  };
  if (account.provider === "guest") return { ...claims, guest: true };
  const verified = account.provider === "local" || isVerified(profile);
  return { ...claims, email: verified ? (user.email ?? null) : null };
};

function isVerified(profile: (Profile & { email_verified?: unknown }) | undefined): boolean {
  return profile?.email_verified === true;
}
