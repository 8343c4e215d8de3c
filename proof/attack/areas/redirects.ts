/** Open redirects: signing in or out must not end at the attacker's. */
import { z } from "zod";

import { parseJson } from "../json.ts";
import type { Attack } from "../attack.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { header } from "../header.ts";
import { csrfTokenOf } from "../honest.ts";
import { describe } from "../judge.ts";
import type { Target } from "../target.ts";
import { judge, type Verdict } from "../verdict.ts";

const WHY =
  "A link to the real site that ends at the attacker's is how passwords are asked for (ASVS 5.0 3.7.2, 1.2.2).";
const MALFORMED = "CVE-2022-31093 (GHSA-g5fm-jp9v-2432): a callback address that is none brought the sign-in down.";
const SPLITTING = "A line break in a redirect writes headers of the sender's own (ASVS 5.0 1.2.1).";
const HOST = "Addresses made from a forged host lead visitors away (ASVS 5.0 4.1.3, 3.7.2).";

const EVIL = "evil.example";

const CALLBACKS: [id: string, url: string, why: string][] = [
  ["absolute", `https://${EVIL}/`, WHY],
  ["two-slashes", `//${EVIL}/`, WHY],
  ["slash-backslash", `/\\${EVIL}/`, WHY],
  ["backslashes", `\\\\${EVIL}/`, WHY],
  ["one-slash", `https:/${EVIL}/`, WHY],
  ["no-slash", `https:${EVIL}/`, WHY],
  ["tab", `/\t/${EVIL}/`, WHY],
  ["line-break", `/\r\nLocation: https://${EVIL}/`, SPLITTING],
  ["header", "/\r\nSet-Cookie: planted=1", SPLITTING],
  ["user-info", `https://localhost@${EVIL}/`, WHY],
  ["subdomain", `https://localhost.${EVIL}/`, WHY],
  ["fragment", `https://${EVIL}#localhost`, WHY],
  ["script", "javascript:alert(document.domain)", WHY],
  ["data", "data:text/html,<script>alert(1)</script>", WHY],
  ["malformed", "http://[", MALFORMED],
  ["not-an-address", "%%%", MALFORMED],
  ["upper-case", `HTTPS://${EVIL.toUpperCase()}/`, WHY],
  ["encoded", `%2f%2f${EVIL}/`, WHY],
];

const signIns: Attack[] = CALLBACKS.map(([id, url, why]) => ({
  id: `redirects-sign-in-${id}`,
  area: "redirects",
  title: `A sign-in with the callback ${JSON.stringify(url)} stays here`,
  why,
  control: "signIn",
  cost: "free",
  run: async (target) => staysHere(target, await target.ask(`/api/auth/signin?callbackUrl=${encodeURIComponent(url)}`)),
}));

const OUTS = CALLBACKS.filter(([id]) => ["absolute", "two-slashes", "slash-backslash", "script"].includes(id));

const signOuts: Attack[] = OUTS.map(([id, url, why]) => ({
  id: `redirects-sign-out-${id}`,
  area: "redirects",
  title: `A sign-out with the callback ${JSON.stringify(url)} ends here`,
  why,
  control: "signIn",
  cost: "free",
  run: async (target) => staysHere(target, await signOut(target, url)),
}));

const others: Attack[] = [
  ...["x-forwarded-host", "x-host", "x-forwarded-server", "forwarded"].map((name): Attack => ({
    id: `redirects-host-${name}`,
    area: "redirects",
    title: `A forged ${name} leads no redirect away`,
    why: HOST,
    control: "signIn",
    cost: "free",
    run: async (target) => {
      const headers = { [name]: name === "forwarded" ? `host=${EVIL}` : EVIL };
      const answers = [await target.ask("/", { headers }), await target.ask("/api/auth/signin", { headers })];
      const verdicts = answers.map((answer) => staysHere(target, answer));
      return verdicts.find(({ held }) => !held) ?? judge(true, answers.map(describe).join(", "));
    },
  })),
  {
    id: "redirects-cookie",
    area: "redirects",
    title: "A planted callback cookie leads no sign-out away",
    why: WHY,
    control: "signIn",
    cost: "free",
    run: async (target) =>
      staysHere(
        target,
        await signOut(target, undefined, `; next-auth.callback-url=${encodeURIComponent(`https://${EVIL}/`)}`),
      ),
  },
  {
    id: "redirects-page-query",
    area: "redirects",
    title: "The pages follow no address out of the query",
    why: WHY,
    control: "page",
    cost: "free",
    run: async (target) =>
      staysHere(
        target,
        await target.ask(`/?next=//${EVIL}&returnTo=//${EVIL}&redirect=//${EVIL}&url=//${EVIL}&callbackUrl=//${EVIL}`),
      ),
  },
];

export const redirects: Attack[] = [...signIns, ...signOuts, ...others];

/** Looks at where the answer sends the browser, now or later: its Location, its JSON, and the cookie that is kept for later. */
function staysHere({ url }: Target, answer: Answer): Verdict {
  const kept = [...(answer.headers.get("set-cookie") ?? [])]
    .map((cookie) => /callback-url=([^;]+)/.exec(cookie)?.[1])
    .filter((one) => one !== undefined);
  const told = z.looseObject({ url: z.string() }).safeParse(parseJson(answer.body)).data?.url;
  const ways = [header(answer, "location"), told, ...kept.map(decodeQuietly)].filter(
    (one) => one !== undefined && one !== "",
  );
  const away = ways.find((way) => leadsAway(String(way), url));
  const planted = header(answer, "set-cookie").includes("planted=");
  return judge(
    away === undefined && !planted && answer.status > 0 && answer.status < 500,
    away === undefined ? describe(answer) : `leads to ${away}`,
  );
}

function leadsAway(way: string, base: URL): boolean {
  const to = URL.parse(way, base);
  return !to || !/^https?:$/.test(to.protocol) || to.hostname.toLowerCase().endsWith(EVIL);
}

async function signOut(target: Target, callbackUrl: string | undefined, extraCookie = ""): Promise<Answer> {
  const csrf = await target.ask("/api/auth/csrf");
  const token = csrfTokenOf(csrf);
  const cookies = (csrf.headers.get("set-cookie") ?? []).map((cookie) => cookie.split(";")[0]).join("; ");
  const fields = new URLSearchParams({
    csrfToken: token,
    json: "true",
    ...(callbackUrl !== undefined && { callbackUrl }),
  });
  const headers = {
    cookie: `${cookies}${extraCookie}`,
    origin: target.url.origin,
    "content-type": "application/x-www-form-urlencoded",
  };
  return target.post("/api/auth/signout", { headers, body: fields.toString() });
}

function decodeQuietly(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
