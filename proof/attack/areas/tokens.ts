/** Chat-token forgery: nothing but the server's own, fresh, own token opens the chat. All are refused before they count. */
import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import type { Account } from "../account.ts";
import { parseJson } from "../json.ts";
import type { Attack } from "../attack.ts";
import { base64url, claimsOf, forgeJwt } from "../forge.ts";
import type { HeaderFields } from "../../../tests/support/app/http.ts";
import { header } from "../header.ts";
import { describe, refusedAs } from "../judge.ts";
import type { Target } from "../target.ts";
import { judge, NotApplicable, type Verdict } from "../verdict.ts";

const FORGED =
  "The token is what keeps scripts from skipping the page; one that can be made up keeps nobody (ASVS 5.0 9.1.1, OWASP API6:2023).";
const ALGORITHM = "A token that names its own algorithm or key chooses its own lock (ASVS 5.0 9.1.2, 9.1.3).";
const CLAIMS = "Claims count only under their own signature (ASVS 5.0 9.1.1, 9.2.1).";
const PLACE = "Read from one place only, it cannot be planted in another (ASVS 5.0 15.3.7).";
const PURPOSE = "A token for one purpose must not open another door (ASVS 5.0 9.2.2, 9.2.3).";

const LONGEST_WAIT_SECONDS = 40;

/** @returns the header fields that carry the forgery; the token is a real one that was not used */
type Make = (token: string, target: Target) => HeaderFields | Promise<HeaderFields>;
type Row = [id: string, title: string, why: string, make: Make];

const inHeader = (token: string): HeaderFields => ({ "x-chat-token": token });
const soon = () => Math.floor(Date.now() / 1000);
const TYPE = { typ: "chat+jwt" };

const ROWS: Row[] = [
  ["absent", "No token", FORGED, () => ({ "x-chat-token": undefined })],
  ["empty", "An empty token", FORGED, () => inHeader("")],
  ["rubbish", "A word", FORGED, () => inHeader("not.a.token")],
  ["null", "The word null", FORGED, () => inHeader("null")],
  ["undefined", "The word undefined", FORGED, () => inHeader("undefined")],
  [
    "long",
    "A token of 6,000 characters",
    "Work on what is too long to be real is work for free (OWASP API4:2023).",
    () => inHeader("A".repeat(6_000)),
  ],
  [
    "alg-none",
    "A token signed with the algorithm none",
    ALGORITHM,
    (token) => inHeader(forgeJwt({ alg: "none", ...TYPE }, claimsOf(token))),
  ],
  [
    "alg-none-kept",
    "The algorithm none with the real signature",
    ALGORITHM,
    (token) => inHeader([base64url('{"alg":"none","typ":"chat+jwt"}'), ...token.split(".").slice(1)].join(".")),
  ],
  [
    "empty-key",
    "A token signed with an empty key",
    ALGORITHM,
    (token) => inHeader(forgeJwt({ alg: "HS256", ...TYPE }, claimsOf(token), "")),
  ],
  [
    "weak-key",
    "A token signed with the word secret",
    ALGORITHM,
    (token) => inHeader(forgeJwt({ alg: "HS256", ...TYPE }, claimsOf(token), "secret")),
  ],
  [
    "cookie-key",
    "A token signed with the session cookie",
    ALGORITHM,
    (token, { one }) => inHeader(forgeJwt({ alg: "HS256", ...TYPE }, claimsOf(token), one.cookie)),
  ],
  [
    "embedded-key",
    "A token that brings its own key",
    ALGORITHM,
    (token) =>
      inHeader(forgeJwt({ alg: "HS256", ...TYPE, jwk: { kty: "oct", k: base64url("mine") } }, claimsOf(token), "mine")),
  ],
  [
    "key-path",
    "A token whose key id is a path",
    ALGORITHM,
    (token) => inHeader(forgeJwt({ alg: "HS256", ...TYPE, kid: "../../../../dev/null" }, claimsOf(token), "")),
  ],
  [
    "key-address",
    "A token whose key is at an address",
    ALGORITHM,
    (token) => inHeader(forgeJwt({ alg: "HS256", ...TYPE, jku: "http://127.0.0.1:9/keys" }, claimsOf(token), "mine")),
  ],
  [
    "critical",
    "A token with an unknown critical field",
    ALGORITHM,
    (token) => inHeader(forgeJwt({ alg: "HS256", ...TYPE, crit: ["b64"], b64: false }, claimsOf(token), "mine")),
  ],
  [
    "no-signature",
    "A token without its signature",
    CLAIMS,
    (token) => inHeader(`${token.split(".").slice(0, 2).join(".")}.`),
  ],
  ["two-parts", "A token of two parts", CLAIMS, (token) => inHeader(token.split(".").slice(0, 2).join("."))],
  ["truncated", "A token with half its signature", CLAIMS, (token) => inHeader(token.slice(0, -20))],
  ["later", "A token whose end was put off", CLAIMS, (token) => inHeader(withClaims(token, { exp: soon() + 86_400 }))],
  [
    "other-id",
    "A token with an id of its own",
    CLAIMS,
    (token) => inHeader(withClaims(token, { jti: crypto.randomUUID() })),
  ],
  [
    "other-subject",
    "A token made out to somebody else",
    CLAIMS,
    (token) => inHeader(withClaims(token, { sub: "somebody-else" })),
  ],
  [
    "other-audience",
    "A token for another audience",
    CLAIMS,
    (token) => inHeader(withClaims(token, { aud: "elsewhere" })),
  ],
  ["lower-case", "A token in lower case", CLAIMS, (token) => inHeader(token.toLowerCase())],
  [
    "session",
    "The session in the token's place",
    PURPOSE,
    (_, { one }) => inHeader(one.cookie.slice(one.cookie.indexOf("=") + 1)),
  ],
  [
    "in-authorization",
    "The token as a bearer token",
    PLACE,
    (token) => ({ "x-chat-token": undefined, authorization: `Bearer ${token}` }),
  ],
  [
    "in-cookie",
    "The token in a cookie",
    PLACE,
    (token, { one }) => ({ "x-chat-token": undefined, cookie: `${one.cookie}; x-chat-token=${token}` }),
  ],
  [
    "twice",
    "Two tokens in one request",
    PLACE,
    async (token, { one }) => ({ "x-chat-token": [token, await one.token()] }),
  ],
  ["list", "A list of tokens", PLACE, async (token, { one }) => inHeader(`${token}, ${await one.token()}`)],
];

const forged: Attack[] = ROWS.map(([id, title, why, make]) => ({
  id: `tokens-${id}`,
  area: "tokens",
  title: `${title} opens no chat`,
  why,
  control: "token",
  cost: "free",
  run: async (target) => refusedWith(target.one, await make(await target.one.token(), target)),
}));

const others: Attack[] = [
  {
    id: "tokens-somebody-elses",
    area: "tokens",
    title: "A token of somebody else's opens no chat",
    why: "Bound to its user, a token cannot be farmed by one account for many (ASVS 5.0 8.2.2, OWASP API1:2023).",
    control: "token",
    cost: "free",
    run: async (target) => refusedWith(target.one, inHeader(await target.two.token())),
  },
  {
    id: "tokens-stale",
    area: "tokens",
    title: "A token is worth nothing after its lifetime",
    why: "Seconds are enough for a page, and too few for a market (ASVS 5.0 9.2.1).",
    control: "token",
    cost: "slow",
    run: async (target) => {
      const token = await target.one.token();
      const seconds = lifetimeOf(token) + 2;
      if (seconds > LONGEST_WAIT_SECONDS)
        throw new NotApplicable(`the token lives longer than this waits: ${seconds - 2} s`);
      await sleep(seconds * 1_000);
      return refusedWith(target.one, inHeader(token));
    },
  },
  {
    id: "tokens-lifetime",
    area: "tokens",
    title: "A token lives a minute at most, and says so truly",
    why: "What lives long can be collected and used at once (ASVS 5.0 9.2.1).",
    control: "token",
    cost: "free",
    run: async ({ one }) => {
      const { body } = await one.askForToken();
      const said =
        z.looseObject({ expiresInSeconds: z.number() }).safeParse(parseJson(body)).data?.expiresInSeconds ?? 0;
      const lives = lifetimeOf(body);
      return judge(lives > 0 && lives <= 60 && said === lives, `${lives} s in the token, ${said} s in the answer`);
    },
  },
  {
    id: "tokens-all-different",
    area: "tokens",
    title: "Ten tokens have ten ids",
    why: "Spent by its id, a token that shares one cannot be told from a replay (OWASP API6:2023).",
    control: "token",
    cost: "free",
    run: async ({ one }) => {
      const tokens = await Promise.all(Array.from({ length: 10 }, () => one.token()));
      const ids = new Set(tokens.map((token) => claimsOf(token).jti));
      return judge(ids.size === 10 && !ids.has(undefined), `${ids.size} ids`);
    },
  },
  {
    id: "tokens-not-stored",
    area: "tokens",
    title: "No cache may keep a token",
    why: "A cache between would hand one user's token to the next (ASVS 5.0 14.3.2).",
    control: "token",
    cost: "free",
    run: async ({ one }) => {
      const answer = await one.askForToken();
      return judge(
        /no-store/.test(header(answer, "cache-control")),
        `${describe(answer)}, cache-control: ${header(answer, "cache-control")}`,
      );
    },
  },
  {
    id: "tokens-in-query",
    area: "tokens",
    title: "A token in the address opens no chat",
    why: PLACE,
    control: "token",
    cost: "free",
    run: async ({ one }) => {
      const headers = { "content-type": "application/json" };
      return refusedAs(
        await one.post(`/api/chat?x-chat-token=${await one.token()}`, { headers, body: "{}" }),
        "chat_token_invalid",
      );
    },
  },
];

export const tokens: Attack[] = [...forged, ...others];

async function refusedWith(account: Account, headers: HeaderFields): Promise<Verdict> {
  return refusedAs(await account.offerAnyway({ token: "", headers }), "chat_token_invalid");
}

function withClaims(token: string, changes: Record<string, unknown>): string {
  const [head = "", , signature = ""] = token.split(".");
  return [head, base64url(JSON.stringify({ ...claimsOf(token), ...changes })), signature].join(".");
}

function lifetimeOf(text: string): number {
  const { exp, iat } = claimsOf(text);
  if (typeof exp !== "number" || typeof iat !== "number")
    throw new NotApplicable("the token does not say how long it lives");
  return exp - iat;
}
