/** The environment as this process reads it: the only file that reads process.env. lib/env-schema.ts has the names. */
import { z } from "zod";

import { envSchema, platformSchema } from "./env-schema.ts";
import { type ProviderVariables, providerVariables } from "./provider-variables.ts";
import { agreeOnRedis } from "./redis-urls.ts";

const schema = envSchema.extend(platformSchema.shape).superRefine(agreeOnRedis);

export type Env = z.infer<typeof schema> & {
  /** The variables of the providers beside the built-in one, by their names in the configuration. */
  providers: Record<string, ProviderVariables>;
};
export type EnvSource = Record<string, string | undefined>;

let current: Env | undefined;

/** The environment of this process. Read at the first call, which is after boot has filled in the local stand-ins. */
export function env(): Env {
  current ??= readEnv(process.env);
  return current;
}

/** @throws Error with one readable line for each variable that is wrong; never with a value. */
export function readEnv(source: EnvSource): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(present);
  const providers = providerVariables.safeParse(present);
  const wrong = [parsed.error, providers.error].flatMap((error) => (error ? [z.prettifyError(error)] : []));
  if (!parsed.success || !providers.success) throw new Error(`The environment is not valid:\n${wrong.join("\n")}`);
  return { ...parsed.data, providers: providers.data };
}

/**
 * For boot alone: what the process was started with, so that stand-ins can fill the gaps before anyone reads it.
 * Blank variables are taken out, because libraries take a blank for a value.
 */
export function startEnv(): EnvSource {
  for (const [name, value] of Object.entries(process.env)) if (!value?.trim()) delete process.env[name];
  return process.env;
}

/** Whether stand-ins may take the place of what is not configured: never on Vercel, always under `next dev`. */
export function isLocalDemo({ LOCAL_DEMO, NODE_ENV, VERCEL }: Env): boolean {
  return !VERCEL && (LOCAL_DEMO || NODE_ENV === "development");
}

/** Vercel's marketplace injects the KV_ names. A pair counts whole or not at all: a token is for its own store's eyes. */
export function storeCredentials(source: Env): { url: string; token: string } | undefined {
  const pairs = [
    [source.UPSTASH_REDIS_REST_URL, source.UPSTASH_REDIS_REST_TOKEN],
    [source.KV_REST_API_URL, source.KV_REST_API_TOKEN],
  ] as const;
  for (const [url, token] of pairs) if (url && token) return { url, token };
  return undefined;
}
