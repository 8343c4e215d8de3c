/** Every environment variable, by name and type; lib/env.ts reads them. Empty counts as missing. */
import { z } from "zod";

import { emailList, emailsAndDomains } from "./email-list.ts";
import { headerSecret, headerText } from "./header-text.ts";
import { redisUrls } from "./redis-urls.ts";

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
  OPENAI_API: z.enum(["responses", "chat"]).optional(),
  MODERATION: flag,

  UPSTASH_REDIS_REST_URL: url,
  UPSTASH_REDIS_REST_TOKEN: headerText,
  KV_REST_API_URL: url,
  KV_REST_API_TOKEN: headerText,
  REDIS_URL: redisUrls,
  REDIS_CLUSTER: flag,

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
  TURNSTILE_SITE_KEY: headerText,
  TURNSTILE_SECRET_KEY: headerText,
  TURNSTILE_VERIFY_URL: url,

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
export const platformSchema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  VERCEL: text,
  PORT: z.string().regex(/^\d+$/).default("3000"),
  /** Proves that the socket-address header was written by our own server. lib/boot/http-server.ts */
  SOCKET_ADDRESS_STAMP: text,
  /** Where the stand-in of the guests' challenge is. lib/local/challenge.ts */
  LOCAL_CHALLENGE_ORIGIN: url,
  /** How long the in-process store may take: it can be busy, but never away. lib/local/start.ts */
  LOCAL_STORE_MILLISECONDS: z.coerce.number().optional(),
});
