/** Ways round the middleware: other spellings of an address, and the page in other transports. */
import type { Attack } from "../attack.ts";
import { SHOWS_CHAT } from "../controls.ts";
import type { HeaderFields } from "../../../tests/support/app/http.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { header } from "../header.ts";
import { describe, unhindered } from "../judge.ts";
import type { Target } from "../target.ts";
import { judge, type Verdict } from "../verdict.ts";

const SPELLING =
  "A check that compares paths and a server that tidies them disagree (CVE-2024-51479, ASVS 5.0 1.1.1, 1.5.3).";
const TRANSPORT =
  "The same page in another transport must meet the same checks (CVE-2026-44575 GHSA-267c-6grr-h53f, CVE-2026-44573).";

/** @param door the address that a stranger is refused at */
function spellings(door: string): Record<string, string> {
  const cut = door.lastIndexOf("/");
  const [folder, leaf] = [door.slice(0, cut), door.slice(cut + 1)];
  const [first = "", rest] = [folder[1], folder.slice(2)];
  const hex = (letter = "") => (letter.codePointAt(0) ?? 0).toString(16);
  const wide = (letter = "") => encodeURIComponent(String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0));
  return {
    "double-slash-first": `/${door}`,
    "double-slash": `${folder}//${leaf}`,
    "triple-slash": `//${folder}///${leaf}`,
    "trailing-slash": `${door}/`,
    "trailing-slashes": `${door}//`,
    "upper-case": door.toUpperCase(),
    "mixed-case": `${folder}/${leaf[0]?.toUpperCase()}${leaf.slice(1)}`,
    "encoded-letter": `${folder}/%${hex(leaf[0])}${leaf.slice(1)}`,
    "encoded-folder": `/%${hex(first)}${rest}/${leaf}`,
    "twice-encoded": `${folder}/%25${hex(leaf[0])}${leaf.slice(1)}`,
    "encoded-slash": `${folder}%2f${leaf}`,
    "encoded-slash-last": `${door}%2f`,
    backslash: `${folder}\\${leaf}`,
    "encoded-backslash": `${folder}%5c${leaf}`,
    dot: `${folder}/./${leaf}`,
    "dot-dot": `${folder}/nowhere/../${leaf}`,
    "encoded-dots": `${folder}/nowhere/%2e%2e/${leaf}`,
    "path-parameter": `${door};v=1`,
    null: `${door}%00`,
    space: `${door}%20`,
    tab: `${door}%09`,
    "line-break": `${door}%0d%0a`,
    "trailing-dot": `${door}.`,
    json: `${door}.json`,
    rsc: `${door}.rsc`,
    "overlong-dot": `${folder}/nowhere/%c0%ae%c0%ae/${leaf}`,
    fullwidth: `${folder}/${wide(leaf[0])}${leaf.slice(1)}`,
    locale: `/en${door}`,
    "from-static": `/_next/static/../..${door}`,
    "from-static-encoded": `/_next/static/%2e%2e/%2e%2e${door}`,
    "from-icon": `/icon.svg/..${door}`,
    "query-static": `${door}?_next/static/icon.svg`,
    absolute: `http://localhost${door}`,
    fragment: `${door}#/_next/static/`,
    "next-data": `/_next/data/development${door}.json`,
  };
}

const PAGES: [id: string, path: string, headers: Record<string, string>][] = [
  ["page-rsc-header", "/", { rsc: "1" }],
  ["page-rsc-query", "/?_rsc=abcde", { rsc: "1", "next-router-prefetch": "1" }],
  ["page-segment", "/", { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" }],
  ["page-rsc-path", "/index.rsc", {}],
  ["page-segment-path", "/index.segments/_tree.segment.rsc", {}],
  ["page-data", "/_next/data/build/index.json", { "x-nextjs-data": "1" }],
  ["page-double-slash", "//", {}],
  ["page-query", "/?next=1&__nextLocale=en", {}],
];

const ofSpellings: Attack[] = Object.keys(spellings("/api/usage")).map((id) => ({
  id: `middleware-path-${id}`,
  area: "middleware",
  title: `A stranger is not let in at another spelling of the address (${id})`,
  why: SPELLING,
  control: "guarded",
  cost: "free",
  run: async (target) => {
    const isStarter = target.profile.isStarter;
    const path = spellings(isStarter ? "/api/usage" : target.profile.path)[id] ?? "";
    return isStarter
      ? nothingShown(await target.ask(path))
      : nothingSaid(target, await target.stranger.offerAnyway({ path }));
  },
}));

const pages: Attack[] = PAGES.map(([id, path, headers]) => ({
  id: `middleware-${id}`,
  area: "middleware",
  title: `A stranger is not shown the chat at ${path} (${Object.keys(headers)[0] ?? "plain"})`,
  why: TRANSPORT,
  control: "ownPage",
  cost: "free",
  run: async (target) => pageKept(await followed(target, path, headers)),
}));

export const middlewarePaths: Attack[] = [...ofSpellings, ...pages];

function nothingShown(answer: Answer): Verdict {
  const shows = answer.status === 200 && /remaining|limitMicroUsd|"plan"/.test(answer.body);
  return judge(!shows && answer.status < 500, describe(answer));
}

function nothingSaid({ profile }: Target, answer: Answer): Verdict {
  const isServed = answer.status === 200 && (isStream(answer) || profile.textOf(answer.body) !== "");
  return judge(!isServed && unhindered(answer).status < 500, describe(answer));
}

function isStream(answer: Answer): boolean {
  return header(answer, "content-type").startsWith("text/event-stream");
}

/** A redirect within the page, to the address under which this transport is cached, is no answer yet. */
async function followed(target: Target, path: string, headers: HeaderFields, left = 3): Promise<Answer> {
  const answer = await target.ask(path, { headers });
  const next = URL.parse(header(answer, "location"), new URL(path.replace(/^\/+/, "/"), target.url));
  const onward =
    header(answer, "location") !== "" && next?.host === target.url.host && !next.pathname.startsWith("/sign-in");
  return onward && left > 0 ? followed(target, next.pathname + next.search, headers, left - 1) : answer;
}

/** A way to sign in, whatever the transport, or nothing; a prefetch may draw the outline that is everybody's. Never the chat. */
function pageKept(answer: Answer): Verdict {
  const { body, status } = answer;
  const theChat = SHOWS_CHAT.test(body);
  const sentAway = /NEXT_REDIRECT[^"]*\/sign-in/.test(body) || header(answer, "location").includes("/sign-in");
  const wayIn = sentAway || /continue with|sign in|\\?"options\\?":/i.test(body);
  const outline = header(answer, "content-type").startsWith("text/x-component");
  const refused = status >= 400 && status < 500;
  return judge(refused || (status < 400 && !theChat && (wayIn || outline)), describe(answer));
}
