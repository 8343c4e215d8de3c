/** Malformed bodies: what calls itself otherwise than plain JSON, and JSON that is none. */
import type { Profile } from "../profile.ts";
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
  control: "reply",
  cost: "free",
  run: async ({ one }) => refusedAs(await one.offerAnyway({ headers }), "unsupported_media_type"),
}));

type Body = (profile: Profile) => string;

const whole: Body = (profile) => JSON.stringify(profile.body());
const many = (count: number) => Array.from({ length: count }, () => "Hello");

const TEXTS: [id: string, title: string, body: Body][] = [
  // While there is money: where they are let in, these cost most.
  [
    "many-messages",
    "A thousand messages",
    (profile) => JSON.stringify(profile.body("", { messages: profile.messages(many(1_001)) })),
  ],
  ["long-text", "A text of 200,000 bytes", (profile) => JSON.stringify(profile.body("a".repeat(200_000)))],
  [
    "long-text-wide",
    "A text that is long in bytes, not in characters",
    (profile) => JSON.stringify(profile.body("\u{1F600}".repeat(50_000))),
  ],
  ["cut", "JSON that is cut", (profile) => whole(profile).slice(0, -1)],
  ["empty", "No body", () => ""],
  ["null", "The value null", () => "null"],
  ["list", "A list of requests", (profile) => `[${whole(profile)},${whole(profile)}]`],
  ["two", "Two requests in one body", (profile) => `${whole(profile)}\n${whole(profile)}`],
  ["comment", "JSON with a comment", (profile) => `/* a */${whole(profile)}`],
  ["trailing-comma", "JSON with a trailing comma", (profile) => whole(profile).replace(/\}$/, ",}")],
  ["single-quotes", "JSON in single quotes", (profile) => whole(profile).replaceAll('"', "'")],
  ["padding", "Something after the JSON", (profile) => `${whole(profile)};`],
  ["no-messages", "No message", (profile) => JSON.stringify(profile.body("", { messages: [] }))],
  [
    "long-id",
    "An id of a thousand characters",
    (profile) => JSON.stringify(profile.body("Hello", { id: "i".repeat(1_000) })),
  ],
  ["white-space", "White space for a question", (profile) => JSON.stringify(profile.body(" \n\t "))],
  [
    "trigger",
    "A trigger of the sender's own",
    (profile) => JSON.stringify(profile.body("Hello", { trigger: "resume-stream" })),
  ],
];

/** Fields that only the AI SDK's body has. */
const OF_UI = ["long-id", "trigger"];

const texts: Attack[] = TEXTS.map(([id, title, body]) => ({
  id: `bodies-json-${id}`,
  area: "bodies",
  title: `${title} is refused`,
  why: JSON_WHY,
  control: "reply",
  cost: "counted",
  ...(OF_UI.includes(id) && { profiles: ["starter", "use-chat"] }),
  run: async (target) => bodyRefused(await target.payer.offer({ body: body(target.profile) })),
}));

export const bodies: Attack[] = [...declared, ...texts];
