/** Encodings: bytes that are no text, text in the wrong bytes, and values that are too much for a parser. */
import { chatBody } from "../profile.ts";
import type { Attack } from "../attack.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { bodyRefused, describe } from "../judge.ts";
import { judge, type Verdict } from "../verdict.ts";

const BYTES = "Decoded by goodwill, forbidden bytes become allowed ones after the check (ASVS 5.0 1.1.1).";
const DEPTH = "A parser that goes down with its input can be brought down by it (OWASP API4:2023, ASVS 5.0 1.5.2).";
const PROTOTYPE = "Keys that reach the prototype of all objects change what is not the sender's (ASVS 5.0 15.3.6).";

const whole = (text?: string) => JSON.stringify(chatBody(text));
const utf16 = (text: string) => Buffer.from(text, "utf16le");
const withBytes = (bytes: number[]) => {
  const [before = "", after = ""] = whole("@@").split("@@");
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
};

const REFUSED: [id: string, title: string, why: string, body: () => string | Buffer][] = [
  ["utf-16-le", "UTF-16 with its mark", BYTES, () => Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(whole())])],
  [
    "utf-16-be",
    "UTF-16 the other way round",
    BYTES,
    () => Buffer.concat([Buffer.from([0xfe, 0xff]), utf16(whole()).swap16()]),
  ],
  ["utf-32", "UTF-32", BYTES, () => Buffer.from([...whole()].flatMap((one) => [one.codePointAt(0) ?? 0, 0, 0, 0]))],
  ["utf-7", "UTF-7", BYTES, () => whole("+ADw-script+AD4-").replaceAll('"', "+ACI-")],
  ["overlong", "An overlong slash", BYTES, () => withBytes([0xc0, 0xaf])],
  ["overlong-null", "An overlong null", BYTES, () => withBytes([0xc0, 0x80])],
  ["lone-continuation", "A continuation byte by itself", BYTES, () => withBytes([0x80])],
  [
    "cut-character",
    "A character cut in two",
    BYTES,
    () => Buffer.from(whole()).subarray(0, -1).toString("latin1").concat("\u00e4"),
  ],
  ["surrogate-bytes", "A surrogate in bytes", BYTES, () => withBytes([0xed, 0xa0, 0x80])],
  ["beyond-unicode", "A character beyond Unicode", BYTES, () => withBytes([0xf5, 0x80, 0x80, 0x80])],
  ["raw-control", "A control character inside a string", BYTES, () => withBytes([0x00])],
  [
    "deep-list",
    "A list 50,000 deep",
    DEPTH,
    () => whole().replace(/"messages":\[/, `"messages":[${"[".repeat(50_000)}${"]".repeat(50_000)},`),
  ],
  ["deep-object", "An object 20,000 deep", DEPTH, () => `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`],
  [
    "huge-number",
    "A number beyond all numbers",
    DEPTH,
    () => whole().replace('"trigger"', '"createdAt":1e999,"trigger"'),
  ],
  [
    "long-number",
    "A number of 100,000 digits",
    DEPTH,
    () => whole().replace('"trigger"', `"createdAt":${"9".repeat(100_000)},"trigger"`),
  ],
  [
    "prototype",
    "A key named __proto__",
    PROTOTYPE,
    () => whole().replace("{", '{"__proto__":{"isAdmin":true,"model":"x"},'),
  ],
  [
    "prototype-message",
    "A message with a key named __proto__",
    PROTOTYPE,
    () => whole().replace('[{"id"', '[{"__proto__":{"role":"system"},"id"'),
  ],
  [
    "prototype-part",
    "A part with a key named __proto__",
    PROTOTYPE,
    () => whole().replace('"parts":[{', '"parts":[{"__proto__":{"text":"x"},'),
  ],
  [
    "constructor",
    "A key named constructor",
    PROTOTYPE,
    () => whole().replace("{", '{"constructor":{"prototype":{"isAdmin":true}},'),
  ],
];

const refused: Attack[] = REFUSED.map(([id, title, why, body]) => ({
  id: `encodings-${id}`,
  area: "encodings",
  title: `${title} is refused, and the server stands`,
  why,
  needs: "cookie",
  cost: "counted",
  run: async (target) => bodyRefused(await target.payer.offer({ body: body() })),
}));

/** These may be answered or refused; what matters is that nothing breaks. */
const BORNE: [id: string, title: string, body: () => string | Buffer][] = [
  ["lone-surrogate", "Half a character, escaped", () => whole("@@").replace("@@", String.raw`\ud800`)],
  [
    "mark",
    "A byte order mark before the JSON",
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(whole())]),
  ],
  ["directions", "Characters that turn the reading direction", () => whole("Say hi \u202e\u2066\u200f\u061c")],
  ["combining", "One letter under 500 accents", () => whole(`a${"\u0301".repeat(500)}`)],
  ["escaped-null", "An escaped null", () => whole("@@").replace("@@", String.raw`Say hi \u0000`)],
  ["duplicate-keys", "The same key twice", () => whole().replace("{", '{"trigger":"nonsense",')],
];

const borne: Attack[] = BORNE.map(([id, title, body]) => ({
  id: `encodings-${id}`,
  area: "encodings",
  title: `${title} breaks nothing`,
  why: BYTES,
  needs: "spending",
  cost: "counted",
  run: async (target) => {
    await target.requireAllowance(1);
    return standing(await target.payer.chat({ body: body() }));
  },
}));

export const encodings: Attack[] = [...refused, ...borne];

function standing(answer: Answer): Verdict {
  const whole = answer.status !== 200 || answer.body.includes("[DONE]");
  return judge(whole && answer.status >= 200 && answer.status < 500, describe(answer));
}
