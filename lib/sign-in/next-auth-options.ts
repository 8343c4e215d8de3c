/** next-auth's settings: JWT sessions, our own sign-in page, and claims that say only what a provider has verified. */
import "server-only";

import type { Account, NextAuthOptions, Profile } from "next-auth";

import { env } from "../env.ts";
import { causeCodes } from "../http/cause-codes.ts";
import { log } from "../log.ts";
import { ownAddress } from "./next-auth-request.ts";
import { offers } from "./providers.ts";
import { mayComeIn, NOT_ALLOWED_PAGE } from "../auth/admission.ts";
import { LONGEST_SUBJECT, usesSecureCookies } from "../auth/session.ts";

type Callback<Name extends "signIn" | "jwt"> = NonNullable<NonNullable<NextAuthOptions["callbacks"]>[Name]>;

const SESSION_SECONDS = 7 * 24 * 60 * 60;

export function nextAuthOptions(): NextAuthOptions {
  const { NEXTAUTH_SECRET } = env();
  if (!NEXTAUTH_SECRET) throw new Error("NEXTAUTH_SECRET is not set");
  return {
    secret: NEXTAUTH_SECRET,
    providers: offers().map(({ provider }) => provider),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    useSecureCookies: usesSecureCookies(),
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/" },
    callbacks: {
      signIn: mayEnter,
      jwt: sessionClaims,
      redirect: ({ url, baseUrl }) => ownAddress(url, baseUrl) ?? baseUrl,
    },
    // Its own logger prints whole errors, which can hold codes and secrets of the OAuth exchange.
    logger: { error: noteFailure, warn: () => {}, debug: () => {} },
  };
}

function noteFailure(code: string, metadata: Error | { error?: unknown } | undefined): void {
  const error = metadata instanceof Error ? metadata : metadata?.error;
  log("error", "sign_in_failed", { code, cause: causeCodes(error) || undefined });
}

/** Whose session would be refused at every request is refused here, where a page can say why. */
export const mayEnter: Callback<"signIn"> = ({ account, user, profile }) => {
  if (account === null) return true;
  if (subjectOf(account).length > LONGEST_SUBJECT) return "/sign-in?error=SubjectTooLong";
  return mayComeIn(addressOf(account, user, profile)) || NOT_ALLOWED_PAGE;
};

/** Two providers may give two people the same number. */
function subjectOf({ provider, providerAccountId }: Account): string {
  return `${provider}:${providerAccountId}`;
}

/** A longer name makes a cookie that browsers or servers drop, and the session with it. Characters. */
const LONGEST_NAME = 100;
/** RFC 5321, 4.5.3.1.3. Characters. */
const LONGEST_EMAIL = 254;

/** Runs at sign-in, when there is an account, and at each renewal, which issues the session anew and must not make it younger. */
export const sessionClaims: Callback<"jwt"> = ({ token, user, account, profile }) => {
  if (!account) return { ...token, auth_time: token["auth_time"] ?? token["iat"] };
  const claims = {
    auth_time: Math.floor(Date.now() / 1000),
    sub: subjectOf(account),
    name: user.name?.slice(0, LONGEST_NAME).toWellFormed() ?? null,
  };
  return { ...claims, ...addressOf(account, user, profile) };
};

type Address = { guest: true } | { email: string | null };

function addressOf({ provider }: Account, user: { email?: string | null }, profile: Profile | undefined): Address {
  if (provider === "guest") return { guest: true };
  return { email: provider === "local" ? (user.email ?? null) : verifiedEmail(profile) };
}

/** As the provider wrote it: next-auth's own copy is in lower case by Unicode's rules, by which look-alikes become one. */
function verifiedEmail(profile: (Profile & { email_verified?: unknown }) | undefined): string | null {
  const { email, email_verified } = profile ?? {};
  // Some issuers write the word and not the value.
  const verified = email_verified === true || email_verified === "true";
  return verified && typeof email === "string" && email.length <= LONGEST_EMAIL ? email : null;
}
