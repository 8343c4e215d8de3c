/** Malformed bodies: what calls itself otherwise than plain JSON, and JSON that is none. */
import { chatBody } from "../profile.ts";
import type { Attack } from "../attack.ts";
import { bodyRefused, refusedAs } from "../judge.ts";

const TYPES = "Two parsers for one body read two things; only one kind is taken (ASVS 5.0 1.5.3, 2.2.1).";
const CODED = "A small compressed body can be a large one (OWASP API4:2023).";
const JSON_WHY = "A body is understood whole or not at all (ASVS 5.0 2.2.1).";

const HEADERS: [id: string, headers: Record<string, string>, why: string][] = [
  ["type-none", { "content-type": "" }, TYPES],
  ["type-charset", { "content-type": "application/json; charset=utf-16" }, TYPES],
  ["type-utf-7", { "content-type": "application/json; charset=utf-7" }, TYPES],
  ["type-list", { "content-type": "application/json, text/plain" }, TYPES],
  ["type-similar", { "content-type": "application/jsonp" }, TYPES],
  ["type-ndjson", { "content-type": "application/x-ndjson" }, TYPES],
  ["type-xml", { "content-type": "application/xml" }, TYPES],
  ["type-upper-bound", { "content-type": "application/json; boundary=x" }, TYPES],
  ["coded-gzip", { "content-encoding": "gzip" }, CODED],
  ["coded-br", { "content-encoding": "br" }, CODED],
  ["coded-deflate", { "content-encoding": "deflate" }, CODED],
  ["coded-twice", { "content-encoding": "identity, gzip" }, CODED],
];

const declared: Attack[] = HEADERS.map(([id, headers, why]) => ({
  id: `bodies-${id}`,
  area: "bodies",
  title: `A body that calls itself ${Object.values(headers)[0] || "nothing"} is refused`,
  why,
  needs: "cookie",
  cost: "free",
  run: async ({ one }) => refusedAs(await one.offerAnyway({ headers }), "unsupported_media_type"),
}));

const whole = () => JSON.stringify(chatBody());
const many = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `m${at}`, role: "user", parts: [{ type: "text", text: "Hello" }] }));

const TEXTS: [id: string, title: string, body: () => string][] = [
  ["cut", "JSON that is cut", () => whole().slice(0, -1)],
  ["empty", "No body", () => ""],
  ["null", "The value null", () => "null"],
  ["list", "A list of requests", () => `[${whole()},${whole()}]`],
  ["two", "Two requests in one body", () => `${whole()}\n${whole()}`],
  ["comment", "JSON with a comment", () => `/* a */${whole()}`],
  ["trailing-comma", "JSON with a trailing comma", () => whole().replace(/\}$/, ",}")],
  ["single-quotes", "JSON in single quotes", () => whole().replaceAll('"', "'")],
  ["padding", "Something after the JSON", () => `${whole()};`],
  ["no-messages", "No message", () => JSON.stringify(chatBody("", { messages: [] }))],
  ["many-messages", "A thousand messages", () => JSON.stringify(chatBody("", { messages: many(1_001) }))],
  ["long-id", "An id of a thousand characters", () => JSON.stringify(chatBody("Hello", { id: "i".repeat(1_000) }))],
  ["white-space", "White space for a question", () => JSON.stringify(chatBody(" \n\t "))],
  ["long-text", "A text of 200,000 bytes", () => JSON.stringify(chatBody("a".repeat(200_000)))],
  [
    "long-text-wide",
    "A text that is long in bytes, not in characters",
    () => JSON.stringify(chatBody("\u{1F600}".repeat(50_000))),
  ],
  ["trigger", "A trigger of the sender's own", () => JSON.stringify(chatBody("Hello", { trigger: "resume-stream" }))],
];

const texts: Attack[] = TEXTS.map(([id, title, body]) => ({
  id: `bodies-json-${id}`,
  area: "bodies",
  title: `${title} is refused`,
  why: JSON_WHY,
  needs: "cookie",
  cost: "counted",
  run: async (target) => bodyRefused(await target.payer.offer({ body: body() })),
}));

export const bodies: Attack[] = [...declared, ...texts];
