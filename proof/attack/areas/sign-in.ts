/** The sign-in's own addresses: what a stranger may say there, and what a broken value does. */
import type { Attack } from "../attack.ts";
import type { HeaderFields } from "../../../tests/support/app/http.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { header } from "../header.ts";
import { describe } from "../judge.ts";
import type { Target } from "../target.ts";
import { judge, type Verdict } from "../verdict.ts";

const LOG = "Whoever writes into the log hides what they did, or accuses somebody else (ASVS 5.0 16.4.1).";
const LOCKED =
  "A value that is a fault each time locks its owner out for as long as the browser keeps it (ASVS 5.0 16.5.2).";
const MORE = "Every address that no page needs is one more to watch over (ASVS 5.0 13.4.5).";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const FORGED = `level=error&code=${encodeURIComponent('x\n{"event":"admin_action","forged":true}')}`;

type Row = [id: string, title: string, why: string, run: (target: Target) => Promise<Verdict>];

const LOGS: Row[] = ["error", "warn", "debug"].map((level) => [
  `log-${level}`,
  `A stranger cannot write a ${level} into the log`,
  LOG,
  async (target) =>
    closed(await target.post("/api/auth/_log", { headers: FORM, body: FORGED.replace("error", level) })),
]);

const UNUSED: Row[] = [
  ["verify-request", "GET", "/api/auth/verify-request"],
  ["update", "POST", "/api/auth/session"],
  ["provider", "POST", "/api/auth/signin/nobody"],
  ["callback", "POST", "/api/auth/callback/nobody"],
  ["deeper", "GET", "/api/auth/callback/oidc/more"],
].map(([id = "", method = "", path = ""]) => [
  `unused-${id}`,
  `${method} ${path} does not exist`,
  MORE,
  async (target) => closed(await target.ask(path, { method, headers: method === "POST" ? FORM : {} })),
]);

const BROKEN: [id: string, value: string][] = [
  ["address", "http://["],
  ["percent", "%"],
  ["byte", "%ff"],
  ["wide", "/%F0%9F%92%A5"],
  ["twice", "http%3A%2F%2F%5B"],
  ["long", "x".repeat(3_000)],
];
const ASKED = ["/api/auth/session", "/api/auth/csrf", "/api/auth/providers", "/api/auth/signin"];
const COOKIES = [
  "callback-url",
  "csrf-token",
  "state",
  "nonce",
  "pkce.code_verifier",
  "session-token.0",
  "session-token x",
];

const QUERIES: Row[] = BROKEN.map(([id, value]) => [
  `callback-query-${id}`,
  `A callback address that is none breaks no sign-in (${id})`,
  LOCKED,
  async (target) => all(target, ASKED, (path) => [`${path}?callbackUrl=${encodeURIComponent(value)}`, {}]),
]);

const IN_COOKIES: Row[] = COOKIES.map((name) => [
  `cookie-${name.replaceAll(/\W/g, "-")}`,
  `A broken ${name} cookie breaks no sign-in`,
  LOCKED,
  async (target) => {
    const verdicts: Verdict[] = [];
    for (const [, value] of BROKEN) {
      const cookie = ["", "__Secure-", "__Host-"].map((prefix) => `${prefix}next-auth.${name}=${value}`).join("; ");
      verdicts.push(await all(target, ASKED, (path) => [path, { cookie }]));
    }
    return worst(verdicts);
  },
]);

const ERRORS: Row[] = [
  ["wide", "💥"],
  ["line-end", "x\r\nset-cookie: planted=1"],
  ["latin", "é"],
  ["percent", "%"],
].map(([id = "", error = ""]) => [
  `error-${id}`,
  `An error of the sender's own words breaks no redirect (${id})`,
  LOCKED,
  async (target) =>
    all(target, ["/api/auth/error", "/api/auth/signin", "/sign-in"], (path) => [
      `${path}?error=${encodeURIComponent(error)}`,
      {},
    ]),
]);

export const signIn: Attack[] = [...LOGS, ...UNUSED, ...QUERIES, ...IN_COOKIES, ...ERRORS].map(
  ([id, title, why, run]) => ({
    id: `sign-in-${id}`,
    area: "sign-in",
    title,
    why,
    control: "signIn",
    cost: "free",
    run,
  }),
);

function closed(answer: Answer): Verdict {
  return judge([401, 403, 404, 405].includes(answer.status), describe(answer));
}

async function all(
  target: Target,
  paths: string[],
  toAsk: (path: string) => [path: string, headers: HeaderFields],
): Promise<Verdict> {
  const verdicts: Verdict[] = [];
  for (const path of paths) {
    const [address, headers] = toAsk(path);
    verdicts.push(unbroken(await target.ask(address, { headers })));
  }
  return worst(verdicts);
}

function unbroken(answer: Answer): Verdict {
  const planted = header(answer, "set-cookie").includes("planted=");
  return judge(answer.status > 0 && answer.status < 500 && !planted, describe(answer));
}

function worst(verdicts: Verdict[]): Verdict {
  return verdicts.find(({ held }) => !held) ?? judge(verdicts.length > 0, `${verdicts.length} answers, none a fault`);
}
