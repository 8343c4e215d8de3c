/** Security headers: what a page may load and run, and who may frame it. */
import type { Attack } from "../attack.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { header } from "../header.ts";
import { judge, type Verdict } from "../verdict.ts";
import { once } from "../once.ts";
import type { HeaderFields } from "../../../tests/support/app/http.ts";
import { firstPage } from "../pages.ts";
import type { Target } from "../target.ts";

const CSP = "The policy is what is left when a script gets into a page after all (ASVS 5.0 3.4.3).";
const HEADERS = "Each of these closes a way that browsers leave open (ASVS 5.0 3.4.1, 3.4.4 to 3.4.6).";
const VERSIONS = "A name and a version choose the attacker's next tool (ASVS 5.0 13.4.6).";
const EXFILTRATION =
  "An answer's markdown may name an image at the attacker's: loading it tells what was said (OWASP LLM02:2025, ASVS 5.0 1.3.5).";

type Page = { answer: Answer; policy: Map<string, string>; nonce: string };

const page = once(async (target): Promise<Page> => readPage(await firstPage(target)));

type Row = [id: string, title: string, why: string, look: (page: Page) => Verdict];

const directive =
  (name: string, holds: (value: string) => boolean): Row[3] =>
  ({ policy }) => {
    const value = policy.get(name) ?? policy.get("default-src") ?? "";
    return judge(value !== "" && holds(value), `${name}: ${value || "absent"}`);
  };
const field =
  (name: string, holds: (value: string) => boolean): Row[3] =>
  ({ answer }) =>
    judge(holds(header(answer, name)), `${name}: ${header(answer, name) || "absent"}`);

const strict = (value: string) => value.split(" ").every((source) => /^'(?:none|self)'$|^data:$/.test(source));
const own =
  (name: string) =>
  ({ policy }: Page) =>
    judge(policy.get(name) === "'none'" || policy.get(name) === "'self'", `${name}: ${policy.get(name) ?? "absent"}`);

const ROWS: Row[] = [
  [
    "csp",
    "A page has a content security policy",
    CSP,
    ({ policy }) => judge(policy.size > 3, `${policy.size} directives`),
  ],
  [
    "csp-inline",
    "Scripts written into the page do not run",
    CSP,
    directive("script-src", (value) => !value.includes("'unsafe-inline'")),
  ],
  [
    "csp-eval",
    "Text is not run as a script",
    CSP,
    directive("script-src", (value) => !/unsafe-eval|wasm-unsafe/.test(value)),
  ],
  [
    "csp-nonce",
    "Scripts run by a nonce or a hash",
    CSP,
    directive("script-src", (value) => /'nonce-[^']{16,}'|'sha\d+-/.test(value)),
  ],
  [
    "csp-hosts",
    "No other host's scripts run",
    CSP,
    directive("script-src", (value) => !/(?:^| )(?:\*|https?:|data:|blob:)/.test(value)),
  ],
  [
    "csp-styles",
    "Styles written into the page do not apply",
    CSP,
    directive("style-src", (value) => !value.includes("'unsafe-inline'")),
  ],
  ["csp-object", "No plugins", CSP, directive("object-src", (value) => value === "'none'")],
  ["csp-base", "A page's base cannot be moved", CSP, own("base-uri")],
  ["csp-frames", "No page may frame this one", CSP, own("frame-ancestors")],
  ["csp-form", "Forms go nowhere else", CSP, own("form-action")],
  [
    "csp-images",
    "Images come from nowhere else, so an answer cannot report home",
    EXFILTRATION,
    directive("img-src", strict),
  ],
  ["csp-connect", "Scripts talk to nobody else", EXFILTRATION, directive("connect-src", strict)],
  ["csp-fonts", "Fonts come from nowhere else", EXFILTRATION, directive("font-src", strict)],
  ["csp-media", "Media come from nowhere else", EXFILTRATION, directive("media-src", strict)],
  ["every-script", "Every script in the page carries the nonce", CSP, everyScript],
  ["nosniff", "Browsers do not guess types", HEADERS, field("x-content-type-options", (value) => value === "nosniff")],
  [
    "frame-options",
    "Old browsers do not frame either",
    HEADERS,
    field("x-frame-options", (value) => /^(?:DENY|SAMEORIGIN)$/i.test(value)),
  ],
  [
    "referrer",
    "Addresses are not told to others",
    HEADERS,
    field("referrer-policy", (value) => /no-referrer$|same-origin|strict-origin/.test(value)),
  ],
  [
    "permissions",
    "Camera and microphone are off",
    HEADERS,
    field("permissions-policy", (value) => /camera=\(\)/.test(value) && /microphone=\(\)/.test(value)),
  ],
  [
    "opener",
    "Windows of other origins hold no handle",
    HEADERS,
    field("cross-origin-opener-policy", (value) => value === "same-origin"),
  ],
  [
    "transport",
    "Browsers stay on TLS for a year",
    HEADERS,
    field("strict-transport-security", (value) => Number(/max-age=(\d+)/.exec(value)?.[1] ?? 0) >= 31_536_000),
  ],
  ["powered-by", "The framework is not named", VERSIONS, field("x-powered-by", (value) => value === "")],
  ["server", "The server's version is not named", VERSIONS, field("server", (value) => !/\d/.test(value))],
];

const ofPage: Attack[] = ROWS.map(([id, title, why, look]) => ({
  id: `headers-${id}`,
  area: "headers",
  title,
  why,
  control: "page",
  cost: "free",
  run: async (target) => look(await page(target)),
}));

const others: Attack[] = [
  {
    id: "headers-fresh-nonce",
    area: "headers",
    title: "The nonce is new on every page",
    why: "A nonce that comes twice can be written beside an injected script (ASVS 5.0 3.4.3).",
    control: "page",
    cost: "free",
    run: async (target) => {
      const nonces = [await page(target), readPage(await again(target))].map(({ nonce }) => nonce);
      return judge(
        nonces[0] !== nonces[1] && nonces.every(Boolean),
        nonces[0] === nonces[1] ? "the same twice" : "two different ones",
      );
    },
  },
  {
    id: "headers-planted-nonce",
    area: "headers",
    title: "A nonce planted in the request does not get into the page",
    why: "Frameworks take the nonce from a request header: the sender's must not count (ASVS 5.0 3.4.3, 4.1.3).",
    control: "page",
    cost: "free",
    run: async (target) => {
      const planted = "script-src 'nonce-plantedplantedplanted'";
      const headers = {
        "content-security-policy": planted,
        "content-security-policy-report-only": planted,
        "x-nonce": "plantedplantedplanted",
      };
      const answer = await again(target, headers);
      const { nonce } = readPage(answer);
      return judge(nonce !== "" && !answer.raw.includes("plantedplanted"), nonce ? "not planted" : "no nonce at all");
    },
  },
  ...["/api/health", "/api/usage", "/api/nowhere"].map((path): Attack => ({
    id: `headers-api-nosniff-${path.split("/").at(-1)}`,
    area: "headers",
    title: `${path} is not guessed to be a page`,
    why: HEADERS,
    control: "service",
    cost: "free",
    profiles: ["starter"],
    run: async (target) => {
      const answer = await target.ask(path);
      return judge(
        header(answer, "x-content-type-options") === "nosniff" && header(answer, "x-powered-by") === "",
        header(answer, "content-type"),
      );
    },
  })),
];

export const headers: Attack[] = [...ofPage, ...others];

function again(target: Target, headers: HeaderFields = {}): Promise<Answer> {
  return target.ask(target.profile.isStarter ? "/sign-in" : "/", { headers });
}

function readPage(answer: Answer): Page {
  const directives = header(answer, "content-security-policy")
    .split(";")
    .map((one) => one.trim())
    .filter(Boolean);
  const policy = new Map(directives.map((one) => [one.split(" ")[0] ?? "", one.slice(one.indexOf(" ") + 1)]));
  return { answer, policy, nonce: /'nonce-([^']+)'/.exec(policy.get("script-src") ?? "")?.[1] ?? "" };
}

function everyScript({ answer, nonce }: Page): Verdict {
  const scripts = [...answer.body.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  const bare = scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`));
  return judge(nonce !== "" && scripts.length > 0 && bare.length === 0, `${bare.length} of ${scripts.length} without`);
}
