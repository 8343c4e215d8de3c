/** The deployment's page: its security headers, its content security policy, and what is written in its files. */
import type { Ask } from "./ask.ts";
import { isLoopback } from "./configuration.ts";
import { type Finding, speaker } from "./finding.ts";

const { good, bad, hint, unclear } = speaker("deployment");

const MOST_FILES = 60;
const HEADERS: [name: string, wanted: RegExp][] = [
  ["x-content-type-options", /^nosniff$/],
  ["x-frame-options", /^(DENY|SAMEORIGIN)$/i],
  ["referrer-policy", /^(no-referrer|same-origin|strict-origin)/],
  ["cross-origin-opener-policy", /^same-origin/],
];
const KEY = /\bsk-(proj-|svcacct-|admin-)?[\w-]{20,}/;

export async function checkPage(ask: Ask, url: URL, secrets: [name: string, value: string][]): Promise<Finding[]> {
  const page = await firstPage(ask, url);
  if (!page?.ok)
    return [
      unclear(
        `The page answered ${page?.status ?? "with a redirect elsewhere"}: its headers and files were not checked.`,
      ),
    ];
  const html = await page.text();
  return [...checkHeaders(page.headers, url), ...checkPolicy(page.headers), await checkFiles(ask, html, secrets)];
}

/** Follows redirects as long as they stay on this origin. */
async function firstPage(ask: Ask, url: URL): Promise<Response | undefined> {
  let path = "/";
  for (let hops = 0; hops < 5; hops += 1) {
    const response = await ask(path, { headers: { accept: "text/html" } });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || !location) return response;
    const target = new URL(location, new URL(path, url));
    if (target.origin !== url.origin) return undefined;
    path = target.pathname + target.search;
  }
  return undefined;
}

function checkHeaders(headers: Headers, url: URL): Finding[] {
  const wanted = [...HEADERS];
  if (url.protocol === "https:" && !isLoopback(url.href))
    wanted.push(["strict-transport-security", /max-age=[1-9]\d{6}/]);
  const missing = wanted.filter(([name, value]) => !value.test(headers.get(name) ?? "")).map(([name]) => name);
  const telling = headers.has("x-powered-by")
    ? [bad("x-powered-by tells what runs there.", "poweredByHeader: false in next.config.mjs.")]
    : [];
  if (missing.length === 0) return [good("The security headers are there."), ...telling];
  return [
    bad(
      `Security headers missing or weak: ${missing.join(", ")}.`,
      "They are set in next.config.mjs; does a proxy remove them?",
    ),
    ...telling,
  ];
}

function checkPolicy(headers: Headers): Finding[] {
  const policy = headers.get("content-security-policy") ?? "";
  const directives = new Map(policy.split(";").map((part) => [part.trim().split(/\s+/)[0] ?? "", part]));
  const scripts = directives.get("script-src") ?? directives.get("default-src") ?? "";
  if (!scripts)
    return [
      bad(
        "There is no content security policy for scripts.",
        "lib/gate/admit-page.ts sets it; is the middleware running?",
      ),
    ];
  if (/'unsafe-eval'/.test(scripts) || (/'unsafe-inline'/.test(scripts) && !/'nonce-/.test(scripts)))
    return [bad("The content security policy lets any script run.", "Is this a development server?")];
  const gaps = ["object-src", "base-uri", "frame-ancestors"].filter((name) => !directives.has(name));
  return [
    gaps.length === 0
      ? good("The content security policy lets no foreign script run.")
      : hint(`The content security policy lacks ${gaps.join(", ")}.`),
  ];
}

async function checkFiles(ask: Ask, html: string, secrets: [name: string, value: string][]): Promise<Finding> {
  const paths = [
    ...new Set([...html.matchAll(/["'(](\/_next\/static\/[^"'()\s\\]+)/g)].map(([, path = ""]) => path)),
  ].slice(0, MOST_FILES);
  const texts = await Promise.all(paths.map(async (path) => (await ask(path)).text()));
  const all = [html, ...texts].join("\n");
  const found = secrets.filter(([, value]) => all.includes(value)).map(([name]) => name);
  if (KEY.test(all)) found.push("something that looks like an OpenAI key");
  if (found.length > 0)
    return bad(
      `The page holds ${found.join(", ")}.`,
      "Replace it now, and keep it out of everything that the browser gets.",
    );
  const known =
    secrets.length > 0 ? secrets.map(([name]) => name).join(", ") : "keys by their looks; none is known here";
  return good(`The page and its ${paths.length} files hold no secret (looked for ${known}).`);
}
