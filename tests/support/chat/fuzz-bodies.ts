/** Bodies for POST /api/chat that nobody would write: honest ones, bent at one place or at several, and plain rubbish. */
import * as fc from "fast-check";

import { anyText } from "../ledger/texts.ts";

const ODD_KEYS = ["__proto__", "constructor", "prototype", "toString", "", "tools", "max_output_tokens", "n", "store"];
const ODD_VALUES = [null, true, -1, 0, 1e308, "", " ", "\u0000", [], {}, [[]], { length: 1 }, "gpt-6-sol", "system"];
const ODD_JSON = [
  "",
  " ",
  "null",
  "[]",
  "{}",
  '"text"',
  "NaN",
  "1e999",
  "\uFEFF{}",
  "{'id':1}",
  "[".repeat(50_000),
  '{"a":'.repeat(20_000),
  `{"id":"c","id":{},"messages":[],"messages":null}`,
];

type Json = fc.JsonValue;
type Bend = { at: number; key: string; value: Json; how: "replace" | "remove" | "add" };

const part = fc.record({ type: fc.constant("text"), text: anyText });
/** A call of a tool, as a page keeps it; some are of no tool that there is. */
const call = fc.record(
  {
    type: fc.constantFrom("tool-current_time", "tool-current_time", "tool-my_limits", "tool-rm"),
    toolCallId: fc.oneof(fc.constantFrom("0123456af", "1"), anyText),
    state: fc.constantFrom("output-available", "output-available", "output-error", "input-available"),
    input: fc.jsonValue({ maxDepth: 2 }),
    output: fc.oneof(anyText, fc.jsonValue({ maxDepth: 3 })),
    errorText: anyText,
  },
  { requiredKeys: ["type", "toolCallId", "state"] },
);
const step = fc.constant({ type: "step-start" });
const turn = (role: "user" | "assistant") => {
  const parts: fc.Arbitrary<Json> = role === "user" ? part : fc.oneof(part, call, step);
  return fc.record({ id: anyText, role: fc.constant(role), parts: fc.array(parts, { maxLength: 3 }) });
};
const question = fc.record({
  id: fc.constant("m"),
  role: fc.constant("user"),
  parts: fc.tuple(fc.record({ type: fc.constant("text"), text: anyText })),
});

/** What the page would send, with any text in it. */
const honest = fc.record(
  {
    id: anyText,
    messages: fc
      .tuple(fc.array(fc.oneof(turn("user"), turn("assistant")), { maxLength: 4 }), question)
      .map(([before, last]): Json[] => [...before, last]),
    trigger: fc.constantFrom("submit-message", "regenerate-message"),
    messageId: fc.option(anyText),
    model: fc.constantFrom("gpt-6-luna", "gpt-5-mini", "gpt-6-sol", "gpt-6-luna\u0000", "GPT-6-LUNA"),
  },
  { requiredKeys: ["id", "messages", "trigger"] },
);

const bend: fc.Arbitrary<Bend> = fc.record({
  at: fc.nat(40),
  key: fc.oneof(fc.constantFrom(...ODD_KEYS), anyText),
  value: fc.oneof(fc.constantFrom<Json[]>(...ODD_VALUES), fc.jsonValue({ maxDepth: 3 })),
  how: fc.constantFrom("replace", "remove", "add"),
});

const bent = fc
  .tuple(honest, fc.array(bend, { minLength: 1, maxLength: 3 }))
  .map(([body, bends]) => JSON.stringify(bends.reduce<Json>(applied, body as Json)));

/** Cut short, or with a byte that does not belong there. */
const broken = fc.tuple(honest, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([body, at, byte]) => {
  const bytes = Buffer.from(JSON.stringify(body));
  const place = at % bytes.length;
  if (at % 3 === 0) return bytes.subarray(0, place);
  bytes[place] = byte;
  return bytes;
});

export const anyBody: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  { arbitrary: honest.map((body) => JSON.stringify(body)), weight: 4 },
  { arbitrary: bent, weight: 8 },
  { arbitrary: broken, weight: 3 },
  { arbitrary: fc.uint8Array({ maxLength: 200 }), weight: 1 },
  { arbitrary: fc.oneof(fc.constantFrom(...ODD_JSON), fc.json({ maxDepth: 6 })), weight: 1 },
);

/** Bends the value that stands at the given place, counted from the top through all that is inside. */
function applied(body: Json, { at, key, value, how }: Bend): Json {
  let left = at % (count(body) + 1);
  const walk = (here: Json): Json | undefined => {
    if (left-- === 0) return how === "remove" ? undefined : how === "add" ? added(here, key, value) : value;
    if (Array.isArray(here)) return here.map(walk).filter((one) => one !== undefined);
    if (here === null || typeof here !== "object") return here;
    const entries = Object.entries(here).map(([name, inside]) => [name, walk(inside ?? null)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  };
  return walk(body) ?? null;
}

function added(here: Json, key: string, value: Json): Json {
  if (Array.isArray(here)) return [...here, value];
  // An own property, whatever the key: JSON.parse makes one of "__proto__" too.
  if (here !== null && typeof here === "object") return Object.fromEntries([...Object.entries(here), [key, value]]);
  return { [key]: here };
}

function count(body: Json): number {
  if (body === null || typeof body !== "object") return 0;
  return Object.values(body).reduce<number>((sum, inside) => sum + 1 + count(inside ?? null), 0);
}
