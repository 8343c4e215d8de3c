/** Which variables are there, which are missing and how to get them, and which contradict each other. */
import { missingParts } from "../../lib/boot/requirements.ts";
import type { SafeguardsConfig } from "../../lib/config-schema.ts";
import { isProviderVariable, variablesOf } from "../../lib/provider-variables.ts";
import { envSchema } from "../../lib/env-schema.ts";
import type { Env, EnvSource } from "../../lib/env.ts";
import { type Finding, speaker } from "./finding.ts";

const { good, bad, hint, question } = speaker("configuration");

/** Names that mean something only together. */
const SETS = [
  ["GITHUB_ID", "GITHUB_SECRET"],
  ["GOOGLE_ID", "GOOGLE_SECRET"],
  ["OIDC_ISSUER", "OIDC_ID", "OIDC_SECRET"],
  ["TURNSTILE_SITE_KEY", "TURNSTILE_SECRET_KEY"],
  ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"],
  ["KV_REST_API_URL", "KV_REST_API_TOKEN"],
  ["OPENAI_ADMIN_KEY", "CRON_SECRET"],
] as const;

/** Whether each variable that we know is there. */
export function presence(source: EnvSource): Record<string, boolean> {
  const names = [...Object.keys(envSchema.shape), ...Object.keys(source).filter(isProviderVariable)];
  return Object.fromEntries(names.map((name) => [name, Boolean(source[name]?.trim())]));
}

export function checkConfiguration(env: Env, { providers }: Pick<SafeguardsConfig, "providers">): Finding[] {
  const missing = missingParts({ ...env, LOCAL_DEMO: false, NODE_ENV: "production" });
  // At start, the bridge stands in for the other names of the store.
  const unmet = missing.filter(({ variables }) => !(env.REDIS_URL && variables.includes("REDIS_URL")));
  const required = unmet.map(({ variables, cure }) => bad(`${variables}: missing`, cure));
  return [
    ...(required.length > 0 ? required : [good("Everything a production start needs is there.")]),
    ...halfSets(env),
    ...strangers(env, providers),
    ...switches(env),
    ...ownersEyes(env),
    ...addresses(env),
    proxy(env),
  ];
}

function halfSets(env: Env): Finding[] {
  return SETS.flatMap((names) => {
    const missing = names.filter((name) => !env[name]);
    if (missing.length === 0 || missing.length === names.length) return [];
    return [bad(`${names.join(", ")}: only some are set`, `Set ${missing.join(" and ")} too, or remove the others.`)];
  });
}

function strangers(env: Env, providers: SafeguardsConfig["providers"]): Finding[] {
  const unknown = Object.keys(env.providers).filter((name) => !Object.hasOwn(providers, name));
  return unknown.map((name) =>
    hint(
      `${variablesOf(name).apiKey} or ${variablesOf(name).baseUrl} is set, and no provider is called ${name}.`,
      "Name it in providers, or remove the variable.",
    ),
  );
}

function switches({ LOCAL_DEMO, AI_PAUSED, GUEST_ACCESS, ALLOWED_EMAILS, TURNSTILE_VERIFY_URL }: Env): Finding[] {
  return [
    LOCAL_DEMO
      ? [bad("LOCAL_DEMO=1 stands in for missing parts, and its sign-in believes any name.", "Remove it.")]
      : [],
    AI_PAUSED ? [hint("AI_PAUSED=1: all paid work is refused.", "Remove it when you go live.")] : [],
    GUEST_ACCESS && ALLOWED_EMAILS.length === 0
      ? [hint("GUEST_ACCESS=1: anyone may chat without an account, counted by client address.")]
      : [],
    TURNSTILE_VERIFY_URL
      ? [
          bad(
            "TURNSTILE_VERIFY_URL decides who is a person, and is for tests.",
            "Remove it: Cloudflare's is used then.",
          ),
        ]
      : [],
    GUEST_ACCESS && ALLOWED_EMAILS.length > 0
      ? [hint("GUEST_ACCESS=1 lets nobody in beside ALLOWED_EMAILS: guests have no address.", "Remove one of the two.")]
      : [],
  ].flat();
}

/** What tells the owner of trouble, and lets them act. */
function ownersEyes(env: Env): Finding[] {
  const { ADMIN_EMAILS, ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET, OPENAI_ADMIN_KEY } = env;
  return [
    ADMIN_EMAILS.length === 0
      ? [hint("ADMIN_EMAILS is empty: nobody can open /admin or press pause.", "Name your own address.")]
      : [],
    ALERT_WEBHOOK_URL
      ? []
      : [hint("ALERT_WEBHOOK_URL is empty: alerts go to the log alone.", "A Slack webhook will do.")],
    ALERT_WEBHOOK_URL && !ALERT_WEBHOOK_SECRET ? [hint("ALERT_WEBHOOK_SECRET is empty: alerts are not signed.")] : [],
    OPENAI_ADMIN_KEY
      ? []
      : [hint("OPENAI_ADMIN_KEY is empty: nobody compares the provider's bill, so a leaked key goes unseen.")],
  ].flat();
}

const ENCRYPTED = [
  "NEXTAUTH_URL",
  "OPENAI_BASE_URL",
  "OIDC_ISSUER",
  "UPSTASH_REDIS_REST_URL",
  "KV_REST_API_URL",
  "ALERT_WEBHOOK_URL",
] as const;

function addresses(env: Env): Finding[] {
  const urls = [
    ...ENCRYPTED.map((name) => [name, env[name]] as const),
    ...Object.entries(env.providers).map(([name, { baseUrl }]) => [variablesOf(name).baseUrl, baseUrl] as const),
  ];
  const open = urls.filter(([, url]) => url?.startsWith("http:") && !isLoopback(url)).map(([name]) => name);
  const found = open.map((name) => bad(`${name} is not encrypted.`, "Use an https address."));
  if (isLoopback(env.NEXTAUTH_URL)) found.push(hint("NEXTAUTH_URL is an address of this machine."));
  return found;
}

function proxy({ TRUSTED_PROXY, VERCEL, NEXTAUTH_URL }: Env): Finding {
  const trust = TRUSTED_PROXY ?? (VERCEL ? "vercel" : "socket");
  if (trust === "cloudflare")
    return question(
      "TRUSTED_PROXY=cloudflare: is the origin closed to everyone but Cloudflare?",
      "Otherwise anyone can choose an address of their own.",
    );
  if (trust === "vercel" && !VERCEL)
    return question(
      "TRUSTED_PROXY=vercel: will it run on Vercel and nowhere else?",
      "Elsewhere anyone can choose an address of their own.",
    );
  if (typeof trust === "number")
    return question(
      `TRUSTED_PROXY=${trust}: is the server reachable through exactly ${trust} of your own proxies, and not directly?`,
      "Too high a number, or a way past them, lets anyone choose an address of their own.",
    );
  if (trust === "vercel") return good("Client addresses come from Vercel.");
  if (NEXTAUTH_URL?.startsWith("https:"))
    return hint(
      "TRUSTED_PROXY is socket, but something in front of the server speaks https: all visitors would share one address and its limits.",
      "Set it to the number of your proxies, e.g. TRUSTED_PROXY=1.",
    );
  return good("Client addresses come from the connection itself.");
}

export function isLoopback(url: string | undefined): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(url ? (URL.parse(url)?.hostname ?? "") : "");
}
