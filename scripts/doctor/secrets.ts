/** Whether our own secrets could be guessed, and whether any secret is about to leave the server. Values are never repeated. */
import { isProviderVariable } from "../../lib/provider-variables.ts";
import { envSchema } from "../../lib/env-schema.ts";
import type { Env, EnvSource } from "../../lib/env.ts";
import { type Finding, speaker } from "./finding.ts";

const { good, bad } = speaker("secrets");

/** Those that the owner makes up; the others are the makers' business. */
const OWN = { NEXTAUTH_SECRET: 32, GRANTS_SECRET: 32, CRON_SECRET: 16, ALERT_WEBHOOK_SECRET: 16 } as const;
type OwnName = keyof typeof OWN;

/** All that must not be seen. */
// A site key is for the page.
const SECRET = /((?<!SITE_)KEY|SECRET|TOKEN|REDIS_URL|WEBHOOK_URL)$/;

const KNOWN =
  /secret|passw|change.?me|example|placeholder|replace|default|your[-_]|nextauth|insert|123456|abcdef|qwerty|asdfgh|foobar|hunter2|letmein/i;
const LOOKS_SECRET = /^(sk-|sk_|rk_|pk_live|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|AIza|ya29\.|eyJ|-----BEGIN)/;
const SECRET_NAME = /SECRET|TOKEN|PASSW|PRIVATE|CREDENTIAL|API_?KEY|ADMIN_?KEY|REDIS|DATABASE_URL/;

/** Short ones would be found everywhere. */
export function secretValues(source: EnvSource): [name: string, value: string][] {
  const names = [...Object.keys(envSchema.shape), ...Object.keys(source).filter(isProviderVariable)];
  return names.flatMap((name) => {
    if (!SECRET.test(name)) return [];
    const value = source[name]?.trim();
    return value && value.length >= 8 ? [[name, value] as [string, string]] : [];
  });
}

export function checkStrength(env: Env): Finding[] {
  const names = (Object.keys(OWN) as OwnName[]).filter((name) => env[name]);
  const weak = names.flatMap((name) => {
    const why = weakness(env[name] ?? "", OWN[name]);
    return why ? [bad(`${name} ${why}.`, "Make a new one: openssl rand -base64 32")] : [];
  });
  const twins = names.filter((name, at) => names.findIndex((other) => env[other] === env[name]) < at);
  const shared = twins.map((name) => bad(`${name} is the same as another secret.`, "Each needs one of its own."));
  const found = [...weak, ...shared, ...swapped(env)];
  return found.length > 0 || names.length === 0
    ? found
    : [good(`${names.join(", ")}: long, varied, and none the same.`)];
}

/** @returns what is wrong with it, or undefined */
export function weakness(secret: string, minimum: number): string | undefined {
  if (secret.length < minimum) return `is shorter than ${minimum} characters`;
  if (KNOWN.test(secret)) return "contains a word that everybody tries";
  // A text that repeats itself occurs inside its own double, before its end.
  if ((secret + secret).indexOf(secret, 1) < secret.length) return "repeats itself";
  return entropyBits(secret) < 2.5 * minimum ? "has too little variety to be random" : undefined;
}

/** Shannon's figure for the characters as they occur: kind to words, so a low one is certainly bad. */
function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - count * Math.log2(count / text.length), 0);
}

function swapped({ OPENAI_API_KEY: key, OPENAI_ADMIN_KEY: admin }: Env): Finding[] {
  if (!key || (key !== admin && !key.startsWith("sk-admin-"))) return [];
  return [
    bad(
      "OPENAI_API_KEY is an admin key.",
      "Use a key of this service's project; an admin key can change the whole organization.",
    ),
  ];
}

/** Whatever begins with NEXT_PUBLIC_ is built into the page. @param sources the environment and the files that fill it */
export function checkPublicVariables(sources: EnvSource[]): Finding[] {
  const secrets = sources.flatMap(secretValues).map(([, value]) => value);
  const leaks = sources.flatMap(Object.entries<string | undefined>).filter(([name, value]) => {
    if (!name.startsWith("NEXT_PUBLIC_") || !value?.trim()) return false;
    return SECRET_NAME.test(name) || LOOKS_SECRET.test(value) || secrets.some((secret) => value.includes(secret));
  });
  const names = [...new Set(leaks.map(([name]) => name))];
  if (names.length === 0) return [good("No NEXT_PUBLIC_ variable looks like a secret.")];
  return names.map((name) =>
    bad(
      `${name} looks like a secret, and is built into the page.`,
      "Rename it without NEXT_PUBLIC_, and replace its value everywhere.",
    ),
  );
}
