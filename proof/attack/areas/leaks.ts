/** Leaks: nothing that a browser can load holds a secret, the source, or the way to the provider. */
import type { Attack } from "../attack.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { header } from "../header.ts";
import { describe } from "../judge.ts";
import type { Target } from "../target.ts";
import { judge, type Verdict } from "../verdict.ts";
import { honestReply } from "../honest.ts";
import { crawl } from "../pages.ts";

const KEY =
  "A key in the browser is a key on the internet: somebody else's calls, the owner's bill (OWASP LLM02:2025, ASVS 5.0 13.3.1).";
const FILES = "Files of the build and of the repository are not for visitors (ASVS 5.0 13.4.1, 13.4.7).";
const FETCH =
  "A server that fetches for a stranger reaches what the stranger cannot (OWASP API7:2023, ASVS 5.0 1.3.6).";

const SECRETS: [id: string, title: string, pattern: RegExp][] = [
  ["key", "provider key", /\bsk-[\w-]{20,}|\bsk_(?:live|test)_\w{16,}/],
  ["private-key", "private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["store", "address of a store", /\brediss?:\/\/[^\s"'`]+|https:\/\/[\w-]+\.upstash\.io/],
  [
    "variables",
    "name of a secret's variable",
    /\b(?:OPENAI_API_KEY|OPENAI_ADMIN_KEY|NEXTAUTH_SECRET|UPSTASH_REDIS_REST_TOKEN|KV_REST_API_TOKEN|CRON_SECRET|ALERT_WEBHOOK_SECRET)\b/,
  ],
  ["provider", "way to the provider", /api\.openai\.com|dangerouslyAllowBrowser/],
  ["cloud", "key of a cloud", /\bAKIA[0-9A-Z]{16}\b|\bAIza[\w-]{35}\b|\bghp_\w{36}\b|\bxox[bp]-[\w-]{20,}/],
  ["map", "link to its own source", /\/\/[#@] sourceMappingURL=/],
];

const secrets: Attack[] = SECRETS.map(([id, title, pattern]) => ({
  id: `leaks-no-${id}`,
  area: "leaks",
  title: `No page, script or style holds a ${title}`,
  why: KEY,
  control: "files",
  cost: "free",
  run: async (target) => {
    const { pages, files } = await crawl(target);
    const texts = [...pages.map((page): [string, string] => ["a page", page.raw]), ...files];
    const found = texts.find(([, text]) => pattern.test(text));
    // What was found is not repeated: a report gets passed around.
    return judge(
      files.size > 0 && !found,
      found ? `found in ${found[0]}` : `${files.size} files and ${pages.length} pages read`,
    );
  },
}));

const PATHS: [id: string, path: string, why: string][] = [
  ["env", "/.env", FILES],
  ["env-local", "/.env.local", FILES],
  ["git", "/.git/config", FILES],
  ["package", "/package.json", FILES],
  ["lock", "/package-lock.json", FILES],
  ["config", "/next.config.mjs", FILES],
  ["source", "/lib/config.ts", FILES],
  ["build-id", "/.next/BUILD_ID", FILES],
  ["server-files", "/.next/required-server-files.json", FILES],
  ["static-climb", "/_next/static/..%2f..%2f.env", FILES],
  ["static-climb-twice", "/_next/static/%252e%252e/%252e%252e/.env", FILES],
  ["image-climb", "/_next/image?url=%2F..%2F..%2F.env&w=64&q=75", FETCH],
  ["image-fetch", "/_next/image?url=http%3A%2F%2F127.0.0.1%3A9%2F&w=64&q=75", FETCH],
  ["image-metadata", "/_next/image?url=http%3A%2F%2F169.254.169.254%2Flatest%2F&w=64&q=75", FETCH],
  ["source-map-tool", "/__nextjs_source-map?filename=..%2F.env", FILES],
  ["stack-frame-tool", "/__nextjs_original-stack-frames", FILES],
];

const paths: Attack[] = PATHS.map(([id, path, why]) => ({
  id: `leaks-path-${id}`,
  area: "leaks",
  title: `Nothing is at ${path}`,
  why,
  control: "files",
  cost: "free",
  run: async (target) => nothingThere(await target.ask(path)),
}));

const others: Attack[] = [
  {
    id: "leaks-source-maps",
    area: "leaks",
    title: "No script has a source map beside it",
    why: FILES,
    control: "files",
    cost: "free",
    run: async (target) => {
      const { files } = await crawl(target);
      const scripts = [...files.keys()].filter((path) => path.endsWith(".js")).slice(0, 12);
      const statuses = await Promise.all(scripts.map(async (path) => (await target.ask(`${path}.map`)).status));
      return judge(
        scripts.length > 0 && statuses.every((status) => status >= 400 && status < 500),
        `${scripts.length} tried: ${[...new Set(statuses)].join(", ")}`,
      );
    },
  },
  {
    id: "leaks-health",
    area: "leaks",
    title: "The health address says how it is, and nothing else",
    why: "Versions and addresses of what stands behind it are a map (ASVS 5.0 13.4.5, 13.4.6).",
    control: "health",
    cost: "free",
    run: async (target) => {
      const answer = await target.ask("/api/health");
      return judge(answer.body === '{"status":"ok"}', answer.body.slice(0, 200));
    },
  },
  {
    id: "leaks-sign-in-options",
    area: "leaks",
    title: "The list of ways to sign in holds no secret",
    why: KEY,
    control: "signIn",
    cost: "free",
    run: (target) => without(target, "/api/auth/providers", /secret|clientId|authorization|wellKnown|issuer/i),
  },
  {
    id: "leaks-session",
    area: "leaks",
    title: "The session's own address tells a stranger nothing, and nobody its token",
    why: "What scripts can read, an injected script can send away (ASVS 5.0 3.3.4, 15.3.1).",
    control: "signIn",
    cost: "free",
    run: (target) => without(target, "/api/auth/session", /"?(?:token|jwt|sub|secret|accessToken)"?\s*:|"user"/i),
  },
];

/** An answer may well speak of variables and addresses; these are secrets in any words. */
const IN_WORDS = ["key", "private-key", "store", "cloud"];

/** What answers to a question and to a broken one say beside their words. */
const inReplies: Attack = {
  id: "leaks-reply",
  area: "leaks",
  title: "No reply and no refusal of the chat holds a secret",
  why: KEY,
  control: "reply",
  cost: "counted",
  run: async (target) => {
    const answers = [await honestReply(target), await target.payer.offer({ body: "{" })];
    const found = SECRETS.filter(([id]) => IN_WORDS.includes(id)).find(([, , pattern]) =>
      answers.some(({ raw }) => pattern.test(raw)),
    );
    return judge(!found, found ? `there is a ${found[1]}` : answers.map(describe).join(", "));
  },
};

export const leaks: Attack[] = [...secrets, ...paths, ...others, inReplies];

function nothingThere(answer: Answer): Verdict {
  const kind = header(answer, "content-type");
  return judge(answer.status >= 300 && answer.status < 500, `${describe(answer)} ${kind}`);
}

async function without(target: Target, path: string, pattern: RegExp): Promise<Verdict> {
  const answer = await target.ask(path);
  const found = pattern.exec(answer.body)?.[0];
  return judge(!found && answer.status > 0 && answer.status < 500, found ? `it says ${found}` : describe(answer));
}
