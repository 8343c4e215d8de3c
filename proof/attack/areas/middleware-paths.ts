/** Ways round the middleware: other spellings of an address, and the page in other transports. */
import type { Attack } from "../attack.ts";
import type { HeaderFields } from "../../../tests/support/app/http.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { header } from "../header.ts";
import { describe } from "../judge.ts";
import type { Target } from "../target.ts";
import { judge, type Verdict } from "../verdict.ts";

const SPELLING =
  "A check that compares paths and a server that tidies them disagree (CVE-2024-51479, ASVS 5.0 1.1.1, 1.5.3).";
const TRANSPORT =
  "The same page in another transport must meet the same checks (CVE-2026-44575 GHSA-267c-6grr-h53f, CVE-2026-44573).";

const SPELLINGS: [id: string, path: string][] = [
  ["double-slash-first", "//api/usage"],
  ["double-slash", "/api//usage"],
  ["triple-slash", "///api///usage"],
  ["trailing-slash", "/api/usage/"],
  ["trailing-slashes", "/api/usage//"],
  ["upper-case", "/API/USAGE"],
  ["mixed-case", "/api/Usage"],
  ["encoded-letter", "/api/%75sage"],
  ["encoded-folder", "/%61pi/usage"],
  ["twice-encoded", "/api/%2575sage"],
  ["encoded-slash", "/api%2fusage"],
  ["encoded-slash-last", "/api/usage%2f"],
  ["backslash", "/api\\usage"],
  ["encoded-backslash", "/api%5cusage"],
  ["dot", "/api/./usage"],
  ["dot-dot", "/api/nowhere/../usage"],
  ["encoded-dots", "/api/nowhere/%2e%2e/usage"],
  ["path-parameter", "/api/usage;v=1"],
  ["null", "/api/usage%00"],
  ["space", "/api/usage%20"],
  ["tab", "/api/usage%09"],
  ["line-break", "/api/usage%0d%0a"],
  ["trailing-dot", "/api/usage."],
  ["json", "/api/usage.json"],
  ["rsc", "/api/usage.rsc"],
  ["overlong-dot", "/api/nowhere/%c0%ae%c0%ae/usage"],
  ["fullwidth", "/api/%ef%bd%95sage"],
  ["locale", "/en/api/usage"],
  ["from-static", "/_next/static/../../api/usage"],
  ["from-static-encoded", "/_next/static/%2e%2e/%2e%2e/api/usage"],
  ["from-icon", "/icon.svg/../api/usage"],
  ["query-static", "/api/usage?_next/static/icon.svg"],
  ["absolute", "http://localhost/api/usage"],
  ["fragment", "/api/usage#/_next/static/"],
  ["next-data", "/_next/data/development/api/usage.json"],
];

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

const spellings: Attack[] = SPELLINGS.map(([id, path]) => ({
  id: `middleware-path-${id}`,
  area: "middleware",
  title: `A stranger reads no figures at ${path}`,
  why: SPELLING,
  needs: "nothing",
  cost: "free",
  run: async (target) => nothingShown(await target.ask(path)),
}));

const pages: Attack[] = PAGES.map(([id, path, headers]) => ({
  id: `middleware-${id}`,
  area: "middleware",
  title: `A stranger is not shown the chat at ${path} (${Object.keys(headers)[0] ?? "plain"})`,
  why: TRANSPORT,
  needs: "nothing",
  cost: "free",
  run: async (target) => pageKept(await followed(target, path, headers)),
}));

export const middlewarePaths: Attack[] = [...spellings, ...pages];

function nothingShown(answer: Answer): Verdict {
  const shows = answer.status === 200 && /remaining|limitMicroUsd|"plan"/.test(answer.body);
  return judge(!shows && answer.status < 500, describe(answer));
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
  const theChat = /<textarea|\\?"(?:plan|visitor|usualMicroUsd)\\?":/.test(body);
  const sentAway = /NEXT_REDIRECT[^"]*\/sign-in/.test(body) || header(answer, "location").includes("/sign-in");
  const wayIn = sentAway || /continue with|sign in|\\?"options\\?":/i.test(body);
  const outline = header(answer, "content-type").startsWith("text/x-component");
  const refused = status >= 400 && status < 500;
  return judge(refused || (status < 400 && !theChat && (wayIn || outline)), describe(answer));
}
