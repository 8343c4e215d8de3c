/** Ways round the middleware: methods that nobody meant, and methods in disguise. */
import type { Attack } from "../attack.ts";
import { speak } from "../../../tests/support/app/http.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { header } from "../header.ts";
import { describe, turnedAway, unhindered } from "../judge.ts";
import type { Target } from "../target.ts";
import { held, judge, type Verdict } from "../verdict.ts";

const METHODS = "A method that no check thought of may reach a handler that has none (ASVS 5.0 4.1.4, 13.4.4).";
const DISGUISE = "Method overrides let a form or a link do what only a script should (ASVS 5.0 3.5.3).";

type Row = [id: string, title: string, why: string, run: (target: Target) => Promise<Verdict>];

const refused = (answer: Answer): Verdict => {
  const { status } = unhindered(answer);
  return judge(status >= 400 && status < 500, describe(answer));
};

const onChat: Row[] = ["GET", "HEAD", "PUT", "DELETE", "PATCH", "PROPFIND", "OPTIONS"].map((method) => [
  `method-${method.toLowerCase()}`,
  `${method} on the chat address is refused`,
  METHODS,
  async (target) => refused(await target.ask(target.profile.path, { method })),
]);

const DISGUISES: [id: string, headers: Record<string, string>, query: string][] = [
  ["x-http-method-override", { "x-http-method-override": "POST" }, ""],
  ["x-http-method", { "x-http-method": "POST", "x-method-override": "POST" }, ""],
  ["method-query", {}, "?_method=POST"],
];

const disguises: Row[] = DISGUISES.map(([id, headers, query]) => [
  `disguise-${id}`,
  `A GET that calls itself POST (${id}) is none`,
  DISGUISE,
  async (target) => refused(await target.ask(`${doorOf(target)}${query}`, { headers })),
]);

const others: Row[] = [
  ["method-trace", "TRACE echoes nothing", METHODS, async (target) => trace(target)],
  [
    "method-connect",
    "CONNECT opens no tunnel",
    METHODS,
    async (target) => turnedAway(await line(target, "CONNECT 127.0.0.1:22 HTTP/1.1")),
  ],
  [
    "method-lower-case",
    "A method in lower case is not POST",
    METHODS,
    async (target) => turnedAway(await line(target, `post ${doorOf(target)} HTTP/1.1`)),
  ],
  [
    "method-nonsense",
    "A made-up method is refused",
    METHODS,
    async (target) => turnedAway(await line(target, `CHAT ${target.profile.path} HTTP/1.1`)),
  ],
  [
    "method-allow",
    "A refused method is told which are allowed",
    "RFC 9110 15.5.6 asks for it, and a client that knows does not guess.",
    async (target) => {
      const answer = await target.ask(target.profile.path, { method: "GET" });
      return judge(
        answer.status === 405 && /\bPOST\b/.test(header(answer, "allow")),
        `${describe(answer)}, allow: ${header(answer, "allow")}`,
      );
    },
  ],
  [
    "upgrade",
    "A WebSocket upgrade to an address of the attacker's opens nothing",
    "CVE-2026-44578 (GHSA-c4j6-fc7j-m34r): the framework's own server fetched any address named in an upgrade request.",
    async (target) => {
      const fields =
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
      const request = `GET http://127.0.0.1:9/latest/meta-data HTTP/1.1\r\nHost: ${target.url.host}\r\n${fields}\r\n\r\n`;
      const answer = await speak(target.url, [request], { deadlineMs: 2_000 });
      return answer.status === 0 ? held(describe(answer)) : turnedAway(answer);
    },
  ],
];

export const middlewareMethods: Attack[] = [...onChat, ...disguises, ...others].map(([id, title, why, run]) => ({
  id: `middleware-${id}`,
  area: "middleware",
  title,
  why,
  control: "reply",
  cost: "free",
  run,
}));

function doorOf({ profile }: Target): string {
  return profile.isStarter ? "/api/token" : profile.path;
}

async function line({ url }: Target, first: string): Promise<Answer> {
  return speak(url, [`${first}\r\nHost: ${url.host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`], {
    deadlineMs: 3_000,
  });
}

async function trace(target: Target): Promise<Verdict> {
  const answer = await target.ask(target.profile.isStarter ? "/api/usage" : target.profile.path, {
    method: "TRACE",
    headers: { "x-echo": "do-not-repeat-this" },
  });
  return judge(turnedAway(answer).held && !answer.raw.includes("do-not-repeat-this"), describe(answer));
}
