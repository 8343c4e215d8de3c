/** What a production start cannot do without, and how to get each. */
import "server-only";

import { guestsMayEnter } from "../auth/admission.ts";
import { isLocalDemo, storeCredentials, type Env } from "../env.ts";

type Requirement = { variables: string; cure: string; met: (env: Env) => boolean };

const REQUIREMENTS: Requirement[] = [
  {
    variables: "NEXTAUTH_SECRET",
    cure: "Signs sessions and chat tokens. Make one with: openssl rand -base64 32",
    met: (env) => env.NEXTAUTH_SECRET !== undefined,
  },
  {
    variables: "NEXTAUTH_URL",
    cure: "The address that people type, e.g. https://chat.example.com: sign-ins lead back to it. Vercel alone knows it by itself.",
    met: (env) => env.NEXTAUTH_URL !== undefined || env.VERCEL !== undefined || isLocalDemo(env),
  },
  {
    variables: "OPENAI_API_KEY",
    cure: "Create it in a project of its own, with a hard spending limit, on your provider's dashboard.",
    met: (env) => env.OPENAI_API_KEY !== undefined,
  },
  {
    variables:
      "UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN (or KV_REST_API_URL and KV_REST_API_TOKEN, or REDIS_URL)",
    cure: "Create a Redis database at Upstash or through Vercel's marketplace, or point REDIS_URL at your own Redis or Valkey.",
    met: (env) => storeCredentials(env) !== undefined,
  },
  {
    variables:
      "GITHUB_ID and GITHUB_SECRET (or GOOGLE_ID and GOOGLE_SECRET, or OIDC_ISSUER, OIDC_ID and OIDC_SECRET, or GUEST_ACCESS=1)",
    cure: "Register an OAuth app whose callback URL is <your address>/api/auth/callback/github (google, oidc).",
    met: (env) => hasOAuthProvider(env) || guestsMayEnter(env) || isLocalDemo(env),
  },
];

export function missingParts(env: Env): { variables: string; cure: string }[] {
  return REQUIREMENTS.filter(({ met }) => !met(env)).map(({ variables, cure }) => ({ variables, cure }));
}

function hasOAuthProvider(env: Env): boolean {
  return Boolean(
    (env.GITHUB_ID && env.GITHUB_SECRET) ||
    (env.GOOGLE_ID && env.GOOGLE_SECRET) ||
    (env.OIDC_ISSUER && env.OIDC_ID && env.OIDC_SECRET),
  );
}
