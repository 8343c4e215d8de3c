/** Who may vouch for a visitor: each provider appears when its variables are set, the stand-in only when none is. */
import "server-only";

import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import GithubProvider from "next-auth/providers/github";
import GoogleProvider from "next-auth/providers/google";

import { guestsMayEnter } from "../auth/admission.ts";
import { challengeInForce } from "../auth/challenge.ts";
import { env, isLocalDemo } from "../env.ts";
import { githubUserWithVerifiedEmail } from "./github-user.ts";
import { oidcProvider } from "./oidc-provider.ts";
import { requireSolved, SOLUTION_FIELD } from "./require-solved.ts";

type Provider = NextAuthOptions["providers"][number];
export type SignInOption = {
  id: string;
  name: string;
  kind: "oauth" | "guest" | "local";
  /** What is to be solved first, and whose script shows it. */
  challenge?: { siteKey: string; origin: string };
};
type Offer = SignInOption & { provider: Provider };

/** What the sign-in page offers, and next-auth accepts. */
export function offers(): Offer[] {
  const oauth = oauthOffers();
  const guest = guestsMayEnter(env()) ? [guestOffer()] : [];
  const local = oauth.length === 0 && isLocalDemo(env()) ? [localOffer()] : [];
  return [...oauth, ...guest, ...local];
}

/** CUSTOMISE: next-auth has some eighty more providers; check that a new one says whether an address is verified. */
function oauthOffers(): Offer[] {
  const { GITHUB_ID, GITHUB_SECRET, GOOGLE_ID, GOOGLE_SECRET, OIDC_ISSUER, OIDC_ID, OIDC_SECRET } = env();
  const list: Offer[] = [];
  if (GITHUB_ID && GITHUB_SECRET) {
    const userinfo = { request: githubUserWithVerifiedEmail };
    const provider = GithubProvider({ clientId: GITHUB_ID, clientSecret: GITHUB_SECRET, userinfo });
    list.push({ id: "github", name: "GitHub", kind: "oauth", provider });
  }
  if (GOOGLE_ID && GOOGLE_SECRET) {
    const provider = GoogleProvider({ clientId: GOOGLE_ID, clientSecret: GOOGLE_SECRET });
    list.push({ id: "google", name: "Google", kind: "oauth", provider });
  }
  if (OIDC_ISSUER && OIDC_ID && OIDC_SECRET) {
    const provider = oidcProvider({ issuer: OIDC_ISSUER, clientId: OIDC_ID, clientSecret: OIDC_SECRET });
    list.push({ id: "oidc", name: provider.name, kind: "oauth", provider });
  }
  return list;
}

/** In without an account. Whoever asks gets a new identity, which is why lib/auth/identify.ts counts guests by address. */
function guestOffer(): Offer {
  const challenge = challengeInForce();
  const provider = CredentialsProvider({
    id: "guest",
    name: "Guest",
    credentials: { [SOLUTION_FIELD]: {} },
    async authorize(credentials) {
      if (challenge) await requireSolved(credentials?.[SOLUTION_FIELD], challenge);
      return { id: crypto.randomUUID(), name: "Guest" };
    },
  });
  const { siteKey, origin } = challenge ?? {};
  const shown = siteKey && origin ? { challenge: { siteKey, origin } } : {};
  return { id: "guest", name: "Guest", kind: "guest", provider, ...shown };
}

/** Believes any name: for a machine on which nothing is configured, and nowhere else. */
function localOffer(): Offer {
  const provider = CredentialsProvider({
    id: "local",
    name: "Local demo",
    credentials: { name: { label: "Name", type: "text" } },
    authorize(credentials) {
      const name = credentials?.name.trim().slice(0, 40);
      const id = name?.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
      return name && id ? { id, name, email: `${id}@localhost` } : null;
    },
  });
  return { id: "local", name: "Local demo", kind: "local", provider };
}
