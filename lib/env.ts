/** Every environment variable, by name and type. The only file that reads process.env. Empty counts as missing. */
import { z } from "zod";

import { emailList, emailsAndDomains } from "./email-list.ts";
import { headerSecret, headerText } from "./header-text.ts";

const text = z.string().trim().optional();
const url = z.url({ protocol: /^https?$/ }).optional();
const flag = z
  .enum(["0", "1"])
  .optional()
  .transform((value) => value === "1");

export const envSchema = z.object({
  NEXTAUTH_SECRET: z.string().min(32, "must be at least 32 characters: openssl rand -base64 32").optional(),
  NEXTAUTH_URL: z
    .url({ protocol: /^https?$/ })
    .regex(/^[^/]+\/\/[^/?#@\\]+\/?$/, "must be the address alone, without a path or a query")
    .optional(),

  OPENAI_API_KEY: headerText,
  OPENAI_BASE_URL: url,

  UPSTASH_REDIS_REST_URL: url,
  UPSTASH_REDIS_REST_TOKEN: headerText,
  KV_REST_API_URL: url,
  KV_REST_API_TOKEN: headerText,
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),

  GITHUB_ID: headerText,
  GITHUB_SECRET: headerText,
  GOOGLE_ID: headerText,
  GOOGLE_SECRET: headerText,
  OIDC_ISSUER: url,
  OIDC_ID: headerText,
  OIDC_SECRET: headerText,
  ADMIN_EMAILS: emailList,
  ALLOWED_EMAILS: emailsAndDomains,
  GUEST_ACCESS: flag,
  GRANTS_SECRET: headerSecret,

  TRUSTED_PROXY: z
    .union([
      z.enum(["vercel", "cloudflare", "socket"]),
      z
        .string()
        .regex(/^[1-9]$/)
        .transform(Number),
    ])
    .optional(),
  KEEP_ALIVE_TIMEOUT: z.coerce.number().int().min(1_000).max(3_600_000).default(75_000),
  SAFEGUARDS_JSON: text,
  AI_PAUSED: flag,

  ALERT_WEBHOOK_URL: url,
  ALERT_WEBHOOK_SECRET: text,
  OPENAI_ADMIN_KEY: headerText,
  OPENAI_PROJECT_ID: text,
  CRON_SECRET: headerText,

  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_HEADERS: headerText,
  LOCAL_DEMO: flag,
});

/** Set by the platform, the framework or our own boot, never by the owner: absent from .env.example. */
const platformSchema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  VERCEL: text,
  PORT: z.string().regex(/^\d+$/).default("3000"),
  /** Proves that the socket-address header was written by our own server. lib/boot/http-server.ts */
  SOCKET_ADDRESS_STAMP: text,
  /** How long the in-process store may take: it can be busy, but never away. lib/local/start.ts */
  LOCAL_STORE_MILLISECONDS: z.coerce.number().optional(),
});

const schema = envSchema.extend(platformSchema.shape);

export type Env = z.infer<typeof schema>;
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
  if (!parsed.success) throw new Error(`The environment is not valid:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
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
