/** Fills the gaps of a machine with nothing configured: a stand-in for each missing part, and none for any other. */
import "server-only";

import { randomBytes } from "node:crypto";

import { BUILT_IN_PROVIDER } from "../config-checks.ts";
import { variablesOf } from "../provider-variables.ts";
import { providerNamesIn } from "../providers.ts";
import { resolveSafeguards } from "../safeguards.ts";
import { startLocalChallenge } from "./challenge.ts";
import { startLocalProvider } from "./provider.ts";
import { startLocalStore } from "./store.ts";

type Source = Record<string, string | undefined>;
/** What to set in the environment, and what to tell the person who started the server. */
type StandIn = { variables: Record<string, string>; line: string };

/** @param environment what the process was started with; it is read and never changed */
export async function startStandIns(
  environment: Source,
): Promise<{ variables: Record<string, string>; lines: string[] }> {
  const started = await Promise.all(
    [secret, store, provider, furtherProviders, signIn, challenge].map((standIn) => standIn(environment)),
  );
  const needed = started.filter((one) => one !== undefined);
  return {
    variables: Object.fromEntries(needed.flatMap(({ variables }) => Object.entries(variables))),
    lines: needed.map(({ line }) => line),
  };
}

async function secret(environment: Source): Promise<StandIn | undefined> {
  if (has(environment, "NEXTAUTH_SECRET")) return undefined;
  return {
    variables: { NEXTAUTH_SECRET: randomBytes(32).toString("base64url") },
    line: "secret: new at each start, so sessions end with it (set NEXTAUTH_SECRET to keep them)",
  };
}

async function store(environment: Source): Promise<StandIn | undefined> {
  if (has(environment, "REDIS_URL")) return undefined;
  if (has(environment, "UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN")) return undefined;
  if (has(environment, "KV_REST_API_URL", "KV_REST_API_TOKEN")) return undefined;
  const { url, token } = await startLocalStore();
  return {
    // It shares its one thread with the whole server, compiler included.
    variables: { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, LOCAL_STORE_MILLISECONDS: "5000" },
    line: "store: in-process stand-in (set UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN, or REDIS_URL, for a real one)",
  };
}

async function provider(environment: Source): Promise<StandIn | undefined> {
  if (has(environment, "OPENAI_API_KEY")) return undefined;
  const { baseUrl, apiKey } = await startLocalProvider();
  return {
    variables: { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl },
    line: "provider: local stand-in that costs nothing (set OPENAI_API_KEY for a real one)",
  };
}

/** One server stands in for all of them: it speaks both protocols. */
async function furtherProviders(environment: Source): Promise<StandIn | undefined> {
  const names = providerNamesIn(resolveSafeguards(environment.SAFEGUARDS_JSON?.trim() || undefined));
  const missing = names.filter((name) => {
    const { apiKey, baseUrl } = variablesOf(name);
    return name !== BUILT_IN_PROVIDER && !has(environment, apiKey, baseUrl);
  });
  if (missing.length === 0) return undefined;
  const local = await startLocalProvider();
  const variables = missing.map((name): [string, string][] => {
    const { apiKey, baseUrl } = variablesOf(name);
    return [
      [apiKey, local.apiKey],
      [baseUrl, local.baseUrl],
    ];
  });
  const list = variables
    .flat()
    .map(([name]) => name)
    .join(", ");
  return {
    variables: Object.fromEntries(variables.flat()),
    line: `further providers: local stand-in that costs nothing (set ${list} for real ones)`,
  };
}

async function signIn(environment: Source): Promise<StandIn | undefined> {
  if (has(environment, "GITHUB_ID", "GITHUB_SECRET")) return undefined;
  if (has(environment, "GOOGLE_ID", "GOOGLE_SECRET")) return undefined;
  if (has(environment, "OIDC_ISSUER", "OIDC_ID", "OIDC_SECRET")) return undefined;
  return {
    variables: {},
    line: "sign-in: local, without a password (set GITHUB_ID and GITHUB_SECRET, or Google's or OIDC's, for a real one)",
  };
}

/** Only where guests may enter: the other ways in ask for none. */
async function challenge(environment: Source): Promise<StandIn | undefined> {
  if (environment["GUEST_ACCESS"]?.trim() !== "1" || has(environment, "ALLOWED_EMAILS")) return undefined;
  if (has(environment, "TURNSTILE_SITE_KEY", "TURNSTILE_SECRET_KEY")) return undefined;
  const { origin, siteKey, secretKey } = await startLocalChallenge();
  return {
    variables: {
      TURNSTILE_SITE_KEY: siteKey,
      TURNSTILE_SECRET_KEY: secretKey,
      TURNSTILE_VERIFY_URL: `${origin}/turnstile/v0/siteverify`,
      LOCAL_CHALLENGE_ORIGIN: origin,
    },
    line: "guests: a stand-in of their challenge (set TURNSTILE_SITE_KEY and TURNSTILE_SECRET_KEY for a real one)",
  };
}

/** Empty counts as missing. */
function has(environment: Source, ...names: string[]): boolean {
  return names.every((name) => environment[name]?.trim());
}
