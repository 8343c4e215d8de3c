/** Requests that no honest client sends, byte by byte: each shape breaks HTTP, or our part of it, in a way of its own. */
import { type Ask, type Piece, wire } from "../../tests/support/app/http.ts";
import type { Random } from "../../tests/support/random.ts";

export type Aim = {
  url: URL;
  /** A member's, so that a request gets further in than the first refusal. */
  cookie: string;
};

type Shape = (random: Random, aim: Aim) => Piece[];

/** Pages are dear to draw, so they are rare. */
const PATHS = [
  "/sign-in",
  "/admin",
  "/api/chat",
  "/api/chat",
  "/api/token",
  "/api/usage",
  "/api/health",
  "/api/x",
  "/api/admin/users/x",
  "/api/cron/reconcile",
  "/api/auth/signout",
] as const;
/** What the sign-in answers, and what it did before only some of it was opened. */
const SIGN_IN = [
  "session",
  "csrf",
  "providers",
  "error",
  "signin",
  "signout",
  "signin/local",
  "signin/oidc",
  "callback/local",
  "callback/oidc",
  "_log",
  "verify-request",
] as const;
const QUERIES = [
  "callbackUrl",
  "error",
  "code",
  "state",
  "iss",
  "nextauth",
  "csrf",
  "provider",
  "_rsc",
  "a[b]",
] as const;
const COOKIES = [
  "callback-url",
  "csrf-token",
  "state",
  "nonce",
  "pkce.code_verifier",
  "session-token",
  "session-token.0",
  "session-token.1",
  "session-token.x",
] as const;
const BROKEN = [
  "http://[",
  "http%3A%2F%2F%5B",
  "%",
  "%E0%A4%A",
  "%F0%9F%92%A5",
  "%0d%0aset-cookie:a=1",
  "javascript:0",
  "//evil.example",
  "|",
  "a|b",
  "a.b.c.d.e",
  "__proto__",
  "[object Object]",
  "",
] as const;
const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"] as const;
const GARBAGE = [
  "\0",
  "\x01",
  "\x7f",
  "\xff\xfe",
  "\r",
  "\n",
  "%00",
  "%ff",
  "%zz",
  "..",
  "//",
  "\\",
  "😀",
  " ",
  "\t",
] as const;
const HEADERS = [
  "cookie",
  "origin",
  "content-type",
  "content-length",
  "x-chat-token",
  "x-forwarded-for",
  "x-middleware-subrequest",
  "x-middleware-next",
  "x-socket-address",
  "accept-encoding",
  "if-none-match",
  "range",
  "next-router-state-tree",
  "rsc",
  "host",
] as const;

const CHAT_HEAD = (aim: Aim, more = "") =>
  `POST /api/chat HTTP/1.1\r\nhost: ${aim.url.host}\r\norigin: ${aim.url.origin}\r\ncookie: ${aim.cookie}\r\n` +
  `content-type: application/json\r\n${more}`;

function junk(random: Random, most: number): string {
  return Array.from({ length: 1 + random.below(most) }, () =>
    random.chance(0.5) ? random.pick(GARBAGE) : String.fromCharCode(33 + random.below(94)),
  ).join("");
}

/** A whole request of this service with nothing wrong but what is added. */
function request(random: Random, { url, cookie }: Aim, { headers, ...ask }: Ask = {}): Piece[] {
  const method = random.pick(METHODS);
  const fields = { cookie, origin: url.origin, "content-type": "application/json", ...headers };
  return wire(url, random.pick(PATHS), { method, headers: fields, ...ask });
}

/** What a header can carry, without the border between two cookies. */
function visible(random: Random, most: number): string {
  return junk(random, most).replaceAll(/[^\x20-\x7e\x80-\xff]|;/g, "");
}

/** A value that is broken in a known way, or in any. */
function brokenValue(random: Random): string {
  return random.chance(0.6) ? random.pick(BROKEN) : visible(random, 30);
}

/** One to four cookies of the sign-in, under the names that it has with and without TLS. */
export function brokenCookies(random: Random, names: readonly [string, ...string[]] = COOKIES): string {
  const one = () =>
    `${random.pick(["", "", "__Secure-", "__Host-"])}next-auth.${random.pick(names)}=${brokenValue(random)}`;
  return Array.from({ length: 1 + random.below(4) }, one).join("; ");
}

function brokenQuery(random: Random): string {
  const one = () => `${random.pick(QUERIES)}=${brokenValue(random).replaceAll(/[ #\t]/g, "+")}`;
  return Array.from({ length: 1 + random.below(3) }, one).join("&");
}

/** Valid JSON now and then, never a valid chat: there is no chat token with it. */
function body(random: Random): string {
  return random.pick(["", "{}", "[", '{"id":"c"', "null", "\ufeff{}", '{"messages":[]}', junk(random, 40)]);
}

/** Shapes that leave the server waiting for more. */
export const UNFINISHED = new Set(["a body that is not there"]);

export const SHAPES: Record<string, Shape> = {
  "any bytes": (random) => [random.bytes(1 + random.below(800))],
  "a broken request line": (random, { url }) => [
    `${random.pick(["", "GET", "get", "G\0T", "POST\t", junk(random, 9)])} ${junk(random, 30)} ` +
      `${random.pick(["HTTP/1.1", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9", "http/1.1", "HTTP/1.1 x", ""])}\r\nhost: ${url.host}\r\n\r\n`,
  ],
  "a strange path": (random, { url }) => [
    Buffer.from(`GET /${random.pick(["api/chat", "api", "_next", "", "admin"])}${junk(random, 40)} HTTP/1.1\r\n`),
    `host: ${url.host}\r\nconnection: close\r\n\r\n`,
  ],
  "a long path": (random, aim) => [
    `GET /${random.pick(["a", "%2e", "../", "é"]).repeat(100 + random.below(9_000))} HTTP/1.1\r\nhost: ${aim.url.host}\r\nconnection: close\r\n\r\n`,
  ],
  "odd header values": (random, aim) =>
    request(random, aim, {
      headers: { [random.pick(HEADERS)]: junk(random, 60).replaceAll(/[\r\n]/g, "") },
      body: body(random),
    }),
  "broken header lines": (random, aim) => [
    CHAT_HEAD(
      aim,
      `${junk(random, 30)}\r\n${random.pick([" folded", ": none", "a b: c", "x\0y: z"])}\r\n\r\n${body(random)}`,
    ),
  ],
  "a sign-in with broken values": (random, { url, cookie }) =>
    wire(url, `/api/auth/${random.pick(SIGN_IN)}?${brokenQuery(random)}`, {
      method: random.pick(["GET", "GET", "POST", "HEAD"]),
      headers: {
        cookie: `${brokenCookies(random)}; ${cookie}`,
        origin: url.origin,
        "content-type": random.pick(["application/x-www-form-urlencoded", "application/json", ""]),
      },
      body: random.pick([brokenQuery(random), "{", '{"callbackUrl":{}}', '{"callbackUrl":"\\ud800"}', "[]", ""]),
    }),
  "a broken query": (random, aim) =>
    wire(aim.url, `${random.pick(PATHS)}?${brokenQuery(random)}`, { headers: { cookie: aim.cookie } }),
  "a target that is no path": (random, { url }) => [
    `${random.pick(METHODS)} ${random.pick(["*", "http://[", "http://x/%", "//", "/%", "/api/auth/callback/%", "/api/admin/users/%ff", url.host, "?"])} HTTP/1.1\r\n` +
      `host: ${url.host}\r\nconnection: close\r\n\r\n`,
  ],
  "a page that is sent something": (random, { url, cookie }) =>
    wire(url, random.pick(["/", "/sign-in", "/admin"]), {
      method: random.pick(["POST", "PUT", "DELETE"]),
      headers: {
        cookie,
        "next-action": visible(random, 40),
        "content-type": random.pick(["text/plain", "multipart/form-data; boundary=x", "application/json"]),
      },
      body: body(random),
    }),
  "the same header many times": (random, aim) =>
    request(random, aim, {
      headers: { [random.pick(HEADERS)]: Array.from({ length: 2 + random.below(60) }, () => String(random.below(99))) },
    }),
  "a flood of headers": (random, aim) => [
    CHAT_HEAD(
      aim,
      `${Array.from({ length: 200 + random.below(3_000) }, (_, at) => `x-${at}: ${at}`).join("\r\n")}\r\n\r\n`,
    ),
  ],
  "a cookie of cookies": (random, aim) =>
    request(random, aim, {
      headers: { cookie: `${"next-auth.session-token.0=".repeat(1 + random.below(300))}${aim.cookie}` },
    }),
  "lengths that disagree": (random, aim) => [
    CHAT_HEAD(
      aim,
      `content-length: ${random.pick(["0", "-1", "+5", "1e3", "0x10", "99999999999999999999", "5, 6", "5", ""])}\r\n` +
        `${random.chance(0.5) ? "content-length: 7\r\n" : ""}\r\n${body(random)}`,
    ),
  ],
  "a length and chunks": (random, aim) => [
    CHAT_HEAD(
      aim,
      `content-length: 4\r\ntransfer-encoding: ${random.pick(["chunked", "Chunked", "chunked, identity", " chunked", "xchunked"])}\r\n\r\n`,
    ),
    `${random.pick(["0", "1", "zz"])}\r\n\r\nGET /admin HTTP/1.1\r\nhost: ${aim.url.host}\r\n\r\n`,
  ],
  "broken chunks": (random, aim) => [
    CHAT_HEAD(aim, "transfer-encoding: chunked\r\n\r\n"),
    `${random.pick(["-1", "5;a=b", "FFFFFFFFFFFFFFFFF", "g", "", "5 "])}\r\n${junk(random, 20)}\r\n${random.pick(["0\r\n\r\n", "", "\r\n"])}`,
  ],
  "a body that is not there": (random, aim) => [
    CHAT_HEAD(aim, `content-length: ${1 + random.below(20_000)}\r\n\r\n${body(random)}`),
  ],
  "an odd expectation": (random, aim) => [
    CHAT_HEAD(aim, `expect: ${random.pick(["100-continue", "200-ok", "", "\x80"])}\r\ncontent-length: 2\r\n\r\n{}`),
  ],
  "an upgrade": (random, aim) => [
    `GET ${random.pick(PATHS)} HTTP/1.1\r\nhost: ${aim.url.host}\r\nconnection: upgrade\r\n` +
      `upgrade: ${random.pick(["websocket", "h2c", "TLS/1.0", junk(random, 5).replaceAll(/[\r\n]/g, "")])}\r\n\r\n`,
    random.bytes(random.below(60)),
  ],
  "several at once": (random, aim) =>
    Array.from({ length: 2 + random.below(3) }, () =>
      request(random, aim, { headers: { connection: "keep-alive" } }),
    ).flat(),
  "in small pieces": (random, aim) =>
    request(random, aim, { body: body(random) })
      .filter((piece) => typeof piece !== "number")
      .flatMap((piece): Piece[] => [piece.slice(0, 20), 1 + random.below(20), piece.slice(20)]),
  "another's host": (random, aim) =>
    request(random, aim, { headers: { host: random.pick(["", "evil.example", "a:b:c", "[::1", "é"]) } }),
  "a token that is none": (random, aim) => [
    ...wire(aim.url, "/api/chat", {
      method: "POST",
      headers: {
        origin: aim.url.origin,
        cookie: aim.cookie,
        "content-type": "application/json",
        "x-chat-token": junk(random, 200).replaceAll(/[\r\n]/g, ""),
      },
      body: body(random),
    }),
  ],
  "another content type": (random, aim) =>
    request(random, aim, {
      headers: {
        "content-type": random.pick([
          "",
          "text/plain",
          "application/json; charset=utf-7",
          "multipart/form-data",
          junk(random, 9).replaceAll(/[\r\n]/g, ""),
        ]),
      },
      body: body(random),
    }),
};
