/** Slow and oversized requests: what never ends must be ended, and must not keep others waiting. */
import type { Attack } from "../attack.ts";
import { converse, type Piece, speak } from "../../../tests/support/app/http.ts";
import { codeOf, describe, unhindered } from "../judge.ts";
import type { Target } from "../target.ts";
import { judge, type Verdict } from "../verdict.ts";
import { parseAnswer } from "../../../tests/support/app/http-answer.ts";

const ENDLESS =
  "A body that never ends holds memory and a connection for as long as it is let (OWASP API4:2023, ASVS 5.0 15.2.2).";
const SLOWLORIS =
  "Slowloris: connections that never finish their headers, until none is left for others (OWASP API4:2023).";
const OVERSIZED =
  "Long input is what a reply is billed for, and what a parser chokes on (OWASP LLM10:2025, API4:2023).";

/** Longer than any deadline that would still deserve the name. */
const PATIENCE_MS = 15_000;

const head = (target: Target, length: string) =>
  `POST ${target.profile.path} HTTP/1.1\r\nHost: ${target.url.host}\r\n${fieldsOf(target)}Content-Type: application/json\r\n${length}\r\n\r\n`;

const fieldsOf = (target: Target) =>
  Object.entries(target.with(target.accounts[0]?.credentials))
    .map(([name, value]) => `${name}: ${String(value)}\r\n`)
    .join("");

const drops = (piece: string, everyMs: number): Piece[] =>
  Array.from({ length: PATIENCE_MS / everyMs }, () => [everyMs, piece]).flat();

const BODIES: [id: string, title: string, pieces: (target: Target) => Piece[]][] = [
  ["stalled", "A body that stops half-way", (target) => [head(target, "Content-Length: 1000"), '{"id":']],
  ["never", "A body that never begins", (target) => [head(target, "Content-Length: 1000")]],
  [
    "dripping",
    "A body that comes one character a second",
    (target) => [head(target, "Content-Length: 1000"), ...drops(" ", 1_000)],
  ],
  [
    "dripping-chunks",
    "Chunks that come one a second, for ever",
    (target) => [head(target, "Transfer-Encoding: chunked"), ...drops("1\r\n \r\n", 1_000)],
  ],
  [
    "announced",
    "A body announced at a thousand million bytes",
    (target) => [head(target, "Content-Length: 1000000000"), "x".repeat(1_000)],
  ],
];

const bodies: Attack[] = BODIES.map(([id, title, pieces]) => ({
  id: `bodies-${id}`,
  area: "bodies",
  title: `${title} is ended within ${PATIENCE_MS / 1000} seconds`,
  why: ENDLESS,
  control: "reply",
  cost: "slow",
  run: async (target) => {
    const answer = await speak(target.url, pieces(target), { method: "POST", deadlineMs: PATIENCE_MS });
    return judge(
      unhindered(answer).ended !== "deadline" && (answer.status === 0 || (answer.status >= 400 && answer.status < 500)),
      describe(answer),
    );
  },
}));

/** More than any conversation, and less than a server may keep of a stranger's. */
const TOO_MANY_BYTES = 6_000_000;
/** Long before a deadline: the bytes alone must decide. */
const AT_ONCE_MS = 3_000;
const FLOOD_BYTES = 64_000_000;
const chunk = `${(64_000).toString(16)}\r\n${"x".repeat(64_000)}\r\n`;
const chunks = (bytes: number) => Array<string>(Math.ceil(bytes / 64_000)).fill(chunk);

const floods: Attack[] = [
  {
    id: "bodies-excess-announced",
    area: "bodies",
    title: "A body announced at six million bytes is refused before it is sent",
    why: OVERSIZED,
    control: "reply",
    cost: "free",
    run: (target) => refusedAtOnce(target, [head(target, `Content-Length: ${TOO_MANY_BYTES}`)]),
  },
  {
    id: "bodies-excess-in-chunks",
    area: "bodies",
    title: "Chunks that add up to six million bytes, and do not end, are refused by their size",
    why: OVERSIZED,
    control: "reply",
    cost: "free",
    run: (target) => refusedAtOnce(target, [head(target, "Transfer-Encoding: chunked"), ...chunks(TOO_MANY_BYTES)]),
  },
  {
    id: "bodies-flood",
    area: "bodies",
    title: "Of 64 million bytes in chunks, not even half are taken",
    why: ENDLESS,
    control: "reply",
    cost: "free",
    run: async (target) => {
      const line = converse(target.url, [head(target, "Transfer-Encoding: chunked"), ...chunks(FLOOD_BYTES)]);
      await line.until(() => false, AT_ONCE_MS);
      line.leave();
      const answer = parseAnswer(line.received(), { method: "POST", over: true });
      if (answer) unhindered(answer);
      const taken = line.taken();
      return judge(taken < FLOOD_BYTES / 2, `${taken} bytes were taken`);
    },
  },
];

const crowds: Attack[] = [
  {
    id: "bodies-half-headers",
    area: "bodies",
    title: "Sixty connections that never finish their headers keep nobody waiting",
    why: SLOWLORIS,
    control: "service",
    cost: "free",
    run: (target) => whileOpen(target, `GET / HTTP/1.1\r\nHost: ${target.url.host}\r\nX-Slow: `),
  },
  {
    id: "bodies-half-bodies",
    area: "bodies",
    title: "Sixty bodies that never end keep nobody waiting",
    why: SLOWLORIS,
    control: "service",
    cost: "free",
    run: (target) => whileOpen(target, head(target, "Content-Length: 100000")),
  },
  {
    id: "bodies-oversized",
    area: "bodies",
    title: "A body of four million bytes is refused",
    why: OVERSIZED,
    control: "reply",
    cost: "free",
    run: async ({ one }) => tooLarge(one.offerAnyway({ body: "x".repeat(4_000_000) })),
  },
  {
    id: "bodies-over-ten-mib",
    area: "bodies",
    title: "A body past the size at which the framework cuts silently is refused",
    why: "Cut and passed on, a body may mean something else than what was checked (ASVS 5.0 4.2.1).",
    control: "reply",
    cost: "free",
    run: async ({ one }) => tooLarge(one.offerAnyway({ body: `${" ".repeat(11 * 1024 * 1024)}{}` })),
  },
];

export const slowHttp: Attack[] = [...bodies, ...floods, ...crowds];

async function whileOpen(target: Target, unfinished: string): Promise<Verdict> {
  const lines = Array.from({ length: 60 }, () => converse(target.url, [unfinished]));
  const started = performance.now();
  const answer = await target.ask("/", { deadlineMs: 5_000 });
  const ms = Math.round(performance.now() - started);
  for (const line of lines) line.leave();
  return judge(answer.status > 0 && answer.status < 500 && ms < 3_000, `/: ${describe(answer)} after ${ms} ms`);
}

async function refusedAtOnce(target: Target, pieces: Piece[]): Promise<Verdict> {
  const answer = await speak(target.url, pieces, { method: "POST", deadlineMs: AT_ONCE_MS });
  const refused =
    unhindered(answer).status === 0 ? answer.ended === "closed" : answer.status >= 400 && answer.status < 500;
  return judge(refused, describe(answer));
}

/** The line may break under a body that nobody wants to read to its end. */
async function tooLarge(sent: ReturnType<Target["ask"]>): Promise<Verdict> {
  const answer = await sent;
  const dropped = answer.status === 0 && answer.ended === "closed";
  return judge(dropped || codeOf(answer) === "body_too_large" || answer.status === 413, describe(answer));
}
