/** Encodings: bytes that are no text, text in the wrong bytes, and values that are too much for a parser. */
import type { Profile } from "../profile.ts";
import type { Attack } from "../attack.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { bodyRefused, describe, unhindered } from "../judge.ts";
import { judge, type Verdict } from "../verdict.ts";

const BYTES = "Decoded by goodwill, forbidden bytes become allowed ones after the check (ASVS 5.0 1.1.1).";
const DEPTH = "A parser that goes down with its input can be brought down by it (OWASP API4:2023, ASVS 5.0 1.5.2).";
const PROTOTYPE = "Keys that reach the prototype of all objects change what is not the sender's (ASVS 5.0 15.3.6).";

type Body = (profile: Profile) => string | Buffer;

const whole = (profile: Profile, text?: string) => JSON.stringify(profile.body(text));
const utf16 = (text: string) => Buffer.from(text, "utf16le");
const withBytes =
  (bytes: number[]): Body =>
  (profile) => {
    const [before = "", after = ""] = whole(profile, "@@").split("@@");
    return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
  };
const withField =
  (field: string): Body =>
  (profile) =>
    whole(profile).replace("{", `{${field},`);
const inMessage =
  (field: string): Body =>
  (profile) =>
    whole(profile).replace('"messages":[{', `"messages":[{${field},`);

const REFUSED: [id: string, title: string, why: string, body: Body][] = [
  [
    "utf-16-le",
    "UTF-16 with its mark",
    BYTES,
    (profile) => Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(whole(profile))]),
  ],
  [
    "utf-16-be",
    "UTF-16 the other way round",
    BYTES,
    (profile) => Buffer.concat([Buffer.from([0xfe, 0xff]), utf16(whole(profile)).swap16()]),
  ],
  [
    "utf-32",
    "UTF-32",
    BYTES,
    (profile) => Buffer.from([...whole(profile)].flatMap((one) => [one.codePointAt(0) ?? 0, 0, 0, 0])),
  ],
  ["utf-7", "UTF-7", BYTES, (profile) => whole(profile, "+ADw-script+AD4-").replaceAll('"', "+ACI-")],
  ["overlong", "An overlong slash", BYTES, withBytes([0xc0, 0xaf])],
  ["overlong-null", "An overlong null", BYTES, withBytes([0xc0, 0x80])],
  ["lone-continuation", "A continuation byte by itself", BYTES, withBytes([0x80])],
  [
    "cut-character",
    "A character cut in two",
    BYTES,
    (profile) => Buffer.from(whole(profile)).subarray(0, -1).toString("latin1").concat("\u00e4"),
  ],
  ["surrogate-bytes", "A surrogate in bytes", BYTES, withBytes([0xed, 0xa0, 0x80])],
  ["beyond-unicode", "A character beyond Unicode", BYTES, withBytes([0xf5, 0x80, 0x80, 0x80])],
  ["raw-control", "A control character inside a string", BYTES, withBytes([0x00])],
  [
    "deep-list",
    "A list 50,000 deep",
    DEPTH,
    (profile) => whole(profile).replace(/"messages":\[/, `"messages":[${"[".repeat(50_000)}${"]".repeat(50_000)},`),
  ],
  ["deep-object", "An object 20,000 deep", DEPTH, () => `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`],
  ["huge-number", "A number beyond all numbers", DEPTH, withField('"createdAt":1e999')],
  ["long-number", "A number of 100,000 digits", DEPTH, withField(`"createdAt":${"9".repeat(100_000)}`)],
  ["prototype", "A key named __proto__", PROTOTYPE, withField('"__proto__":{"isAdmin":true,"model":"x"}')],
  ["prototype-message", "A message with a key named __proto__", PROTOTYPE, inMessage('"__proto__":{"role":"system"}')],
  [
    "prototype-part",
    "A part with a key named __proto__",
    PROTOTYPE,
    (profile) => whole(profile).replace('"parts":[{', '"parts":[{"__proto__":{"text":"x"},'),
  ],
  ["constructor", "A key named constructor", PROTOTYPE, withField('"constructor":{"prototype":{"isAdmin":true}}')],
];

const refused: Attack[] = REFUSED.map(([id, title, why, body]) => ({
  id: `encodings-${id}`,
  area: "encodings",
  title: `${title} is refused, and the server stands`,
  why,
  control: "reply",
  cost: "counted",
  // Parts are the AI SDK's.
  ...(id === "prototype-part" && { profiles: ["starter", "use-chat"] }),
  run: async (target) => bodyRefused(await target.payer.offer({ body: body(target.profile) })),
}));

/** These may be answered or refused; what matters is that nothing breaks. */
const BORNE: [id: string, title: string, body: Body][] = [
  ["lone-surrogate", "Half a character, escaped", (profile) => whole(profile, "@@").replace("@@", String.raw`\ud800`)],
  [
    "mark",
    "A byte order mark before the JSON",
    (profile) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(whole(profile))]),
  ],
  [
    "directions",
    "Characters that turn the reading direction",
    (profile) => whole(profile, "Say hi \u202e\u2066\u200f\u061c"),
  ],
  ["combining", "One letter under 500 accents", (profile) => whole(profile, `a${"\u0301".repeat(500)}`)],
  ["escaped-null", "An escaped null", (profile) => whole(profile, "@@").replace("@@", String.raw`Say hi \u0000`)],
  ["duplicate-keys", "The same key twice", withField('"messages":[]')],
];

const borne: Attack[] = BORNE.map(([id, title, body]) => ({
  id: `encodings-${id}`,
  area: "encodings",
  title: `${title} breaks nothing`,
  why: BYTES,
  control: "reply",
  cost: "counted",
  run: async (target) => {
    await target.requireAllowance(1);
    return standing(await target.payer.chat({ body: body(target.profile) }));
  },
}));

export const encodings: Attack[] = [...refused, ...borne];

function standing(answer: Answer): Verdict {
  const isWhole = answer.status !== 200 || answer.body.includes("[DONE]");
  return judge(isWhole && unhindered(answer).status >= 200 && answer.status < 500, describe(answer));
}
