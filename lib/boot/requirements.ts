/** What a production start cannot do without, and how to get each. */
import "server-only";

import { guestsMayEnter } from "../auth/admission.ts";
import { BUILT_IN_PROVIDER } from "../config-checks.ts";
import { isLocalDemo, storeCredentials, type Env } from "../env.ts";
import { variablesOf } from "../provider-variables.ts";
import { providerNamesIn } from "../providers.ts";
import { resolveSafeguards } from "../safeguards.ts";

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
    met: (env) => env.OPENAI_API_KEY !== undefined || !needsBuiltIn(env),
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
  const missing = REQUIREMENTS.filter(({ met }) => !met(env)).map(({ variables, cure }) => ({ variables, cure }));
  return [...missing, ...furtherProviders(env)];
}

function providersOf({ SAFEGUARDS_JSON }: Env): string[] {
  return providerNamesIn(resolveSafeguards(SAFEGUARDS_JSON));
}

/** Questions are moderated by the built-in one, wherever the models are. */
function needsBuiltIn(env: Env): boolean {
  return env.MODERATION || providersOf(env).includes(BUILT_IN_PROVIDER);
}

function furtherProviders(env: Env): { variables: string; cure: string }[] {
  const further = providersOf(env).filter((name) => name !== BUILT_IN_PROVIDER);
  return further.flatMap((name) => {
    const { apiKey, baseUrl } = env.providers[name] ?? {};
    const variables = variablesOf(name);
    const missing = [apiKey ? [] : variables.apiKey, baseUrl ? [] : variables.baseUrl].flat();
    const cure = `The key and the address, which ends in /v1 at most servers, of the provider "${name}" that the configuration names.`;
    return missing.length > 0 ? [{ variables: missing.join(" and "), cure }] : [];
  });
}

function hasOAuthProvider(env: Env): boolean {
  return Boolean(
    (env.GITHUB_ID && env.GITHUB_SECRET) ||
    (env.GOOGLE_ID && env.GOOGLE_SECRET) ||
    (env.OIDC_ISSUER && env.OIDC_ID && env.OIDC_SECRET),
  );
}
