/** Cross-site requests: another site's page lets a visitor's browser ask, with the visitor's cookies. */
import type { Attack } from "../attack.ts";
import type { HeaderFields } from "../../../tests/support/app/http.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { header } from "../header.ts";
import { describe, refusedAs } from "../judge.ts";
import type { Target } from "../target.ts";
import { judge, NotApplicable, type Verdict } from "../verdict.ts";

const FOREIGN = "A foreign page must not spend a visitor's budget (ASVS 5.0 3.5.1, 3.5.2).";
const SIMPLE = "A form needs no leave from us to be sent: only what it cannot send may be taken (ASVS 5.0 3.5.2).";

const ORIGINS: [id: string, origin: (own: URL) => string][] = [
  ["foreign", () => "https://evil.example"],
  ["null", () => "null"],
  ["empty", () => ""],
  ["suffix", ({ protocol, host }) => `${protocol}//${host}.evil.example`],
  ["prefix", ({ protocol, host }) => `${protocol}//evil-${host}`],
  ["path", ({ protocol, host }) => `${protocol}//evil.example/${host}`],
  ["query", ({ protocol, host }) => `${protocol}//evil.example?${host}`],
  ["scheme", ({ protocol, host }) => `${protocol === "https:" ? "http" : "https"}://${host}`],
  ["ftp", ({ host }) => `ftp://${host}`],
  ["dot", ({ protocol, hostname, port }) => `${protocol}//${hostname}.${port && `:${port}`}`],
  ["slash", ({ origin }) => `${origin}/`],
  ["user", ({ protocol, host }) => `${protocol}//somebody@${host}`],
  ["port", ({ protocol, hostname }) => `${protocol}//${hostname}:9`],
  ["file", () => "file://"],
  ["extension", () => "chrome-extension://abcdefghijklmnop"],
  ["two", ({ origin }) => `${origin}, https://evil.example`],
  ["script", () => "javascript:0"],
  ["no-scheme", ({ host }) => `evil.example//${host}`],
];

const SITES: [id: string, headers: Record<string, string>][] = [
  ["cross-site", { "sec-fetch-site": "cross-site" }],
  ["cross-site-form", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }],
  ["forwarded-host", { origin: "https://evil.example", "x-forwarded-host": "evil.example" }],
  ["forwarded", { origin: "https://evil.example", forwarded: "host=evil.example;proto=https" }],
  ["own-referer", { origin: "https://evil.example", referer: "https://evil.example/" }],
];

const ofOrigins: Attack[] = ORIGINS.map(([id, origin]) => ({
  id: `cross-site-token-origin-${id}`,
  area: "cross-site",
  title: `Nothing for a page whose origin is ${id === "foreign" ? "foreign" : `tricky (${id})`}`,
  why: FOREIGN,
  control: "token",
  cost: "free",
  run: async (target) => refusedAs(await asked(target, { origin: origin(target.url) }), "forbidden"),
}));

const ofSites: Attack[] = SITES.map(([id, headers]) => ({
  id: `cross-site-token-${id}`,
  area: "cross-site",
  title: `Nothing for a page that says ${id}`,
  why: FOREIGN,
  control: "token",
  cost: "free",
  run: async (target) => refusedAs(await asked(target, headers), "forbidden"),
}));

const CHATS: [id: string, headers: HeaderFields][] = [
  ["origin-foreign", { origin: "https://evil.example" }],
  ["origin-null", { origin: "null" }],
  ["site", { "sec-fetch-site": "cross-site" }],
  ["same-site-foreign", { "sec-fetch-site": "same-site", origin: "https://evil.example" }],
];

const ofChats: Attack[] = CHATS.map(([id, headers]) => ({
  id: `cross-site-chat-${id}`,
  area: "cross-site",
  title: `No reply for a foreign page, token and all (${id})`,
  why: FOREIGN,
  control: "reply",
  cost: "free",
  run: async ({ one }) => refusedAs(await one.offerAnyway({ headers }), "forbidden"),
}));

const SIMPLE_TYPES = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];

const ofForms: Attack[] = SIMPLE_TYPES.map((type) => ({
  id: `cross-site-form-${type.split(/[;/]/)[1]}`,
  area: "cross-site",
  title: `A form that sends ${type} gets no reply`,
  why: SIMPLE,
  control: "reply",
  cost: "free",
  run: async ({ one }) =>
    refusedAs(
      await one.offerAnyway({ headers: { "content-type": type, origin: undefined } }),
      "unsupported_media_type",
      "forbidden",
    ),
}));

const others: Attack[] = [
  {
    id: "cross-site-sign-out",
    area: "cross-site",
    title: "A foreign page cannot sign a visitor out",
    why: "Without its own token, signing out is anybody's to cause (ASVS 5.0 3.5.1).",
    control: "signIn",
    cost: "free",
    run: async (target) => keepsSession(target, "/api/auth/signout", "callbackUrl=%2F"),
  },
  {
    id: "cross-site-sign-in",
    area: "cross-site",
    title: "A foreign page cannot sign a visitor in as the attacker",
    why: "Signed in as somebody else, a visitor tells their secrets to them (ASVS 5.0 3.5.1).",
    control: "signIn",
    cost: "free",
    run: async (target) => keepsSession(target, "/api/auth/callback/local", "name=Mallory&csrfToken=made-up"),
  },
];

export const crossSite: Attack[] = [...[...ofOrigins, ...ofSites, ...ofChats, ...ofForms].map(byCookie), ...others];

/** A browser adds cookies by itself and no key: who is known by a header cannot be used from another site. */
function byCookie(attack: Attack): Attack {
  const run = async (target: Target) => {
    if (target.one.cookie === "") throw new NotApplicable("users bring a key, which no browser adds by itself");
    return attack.run(target);
  };
  return { ...attack, run };
}

/** A token where there are some, and otherwise a question, whose answer is what a foreign page would be after. */
function asked({ one }: Target, headers: HeaderFields): Promise<Answer> {
  return one.hasTokens ? one.askForToken(headers) : one.offer({ headers });
}

async function keepsSession(target: Target, path: string, body: string): Promise<Verdict> {
  const headers = {
    ...target.accounts[0]?.credentials,
    origin: "https://evil.example",
    "content-type": "application/x-www-form-urlencoded",
  };
  const answer = await target.post(path, { headers, body });
  const set = header(answer, "set-cookie");
  return judge(
    !/session-token=|^session=/.test(set) && answer.status < 500,
    `${describe(answer)}${set && ", sets a cookie"}`,
  );
}
