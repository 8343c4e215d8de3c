/** Texts for tests of counting: every kind of Unicode, the runs that tokenizers dislike, and plausible conversations. */
import * as fc from "fast-check";
import { countTokens, setMergeCacheSize } from "gpt-tokenizer/encoding/o200k_base";

// The library's own cache slows down when it overflows, and random text overflows it at once.
setMergeCacheSize(1_000);

/** What the chat format really adds to each message and to the whole, as far as anyone has measured. */
const REAL_AROUND_MESSAGE = 4;
const REAL_AROUND_REQUEST = 3;

/** The tokenizer itself, on the whole text at once. */
export function realTokens(text: string): number {
  return countTokens(text, { disallowedSpecial: new Set() });
}

export function realInputTokens(texts: string[]): number {
  return texts.reduce((sum, text) => sum + realTokens(text) + REAL_AROUND_MESSAGE, REAL_AROUND_REQUEST);
}

const range = (first: number, last: number) =>
  fc.integer({ min: first, max: last }).map((code) => String.fromCodePoint(code));
const SPECIAL = ["<|endoftext|>", "<|im_start|>", "👨‍👩‍👧‍👦", "🏳️‍🌈", "e\u0301", "\uFEFF", "\r\n", "'ll", " ".repeat(9), "ﷺ"];

const unit = fc.oneof(
  { arbitrary: range(0x20, 0x7e), weight: 4 },
  range(0x00, 0x1f),
  range(0x80, 0x24f),
  range(0x370, 0x5ff),
  range(0x4e00, 0x9fff),
  range(0xac00, 0xd7a3),
  range(0x1f300, 0x1faff),
  // Halves of a character, alone or by chance a whole one.
  range(0xd800, 0xdfff),
  range(0xe000, 0x10ffff),
  fc.constantFrom(...SPECIAL),
);

export const anyText = fc.string({ unit, maxLength: 20, size: "max" });

const words = fc.constantFrom(
  ...(
    "the a of reply budget internationalization is 2026 costs $0.25, and über straße naïve 東京 расход token-by-token " +
    "const x = y; </div> {json: [1,2]} https://example.com/a?b=c ✅ — I'll don't"
  ).split(" "),
);
const joint = fc.constantFrom(" ", " ", " ", "\n", "\n\n", ", ", "\t", "  ", "\r\n    ", "");

/** Prose, code and lists in several scripts: what people and models write. */
export const proseText = fc
  .array(fc.tuple(words, joint), { minLength: 1, maxLength: 400 })
  .map((pairs) => pairs.map((pair) => pair.join("")).join(""));

/** Runs without an end, and noise: each a way to make a tokenizer slow or its cuts visible. */
export const PATHOLOGICAL: Record<string, (length: number) => string> = {
  "one letter": (length) => "x".repeat(length),
  emoji: (length) => "😀".repeat(length / 2),
  "emoji, off by one": (length) => `a${"😀".repeat(length / 2)}`,
  families: (length) => "👨‍👩‍👧‍👦".repeat(length / 11),
  blanks: (length) => ` ${" ".repeat(length)}x`,
  "line breaks": (length) => "\n".repeat(length),
  digits: (length) => "1234567890".repeat(length / 10),
  rules: (length) => "=".repeat(length),
  "combining marks": (length) => "e\u0301\u0302".repeat(length / 3),
  ideographs: (length) => "漢字仮名交文".repeat(length / 6),
  "long words": (length) => "internationalization".repeat(length / 20),
};

export const anyRun = fc
  .tuple(fc.constantFrom(...Object.values(PATHOLOGICAL)), fc.integer({ min: 1, max: 3_000 }), proseText)
  .map(([make, length, rest]) => make(length) + rest);

/** No two alike in a row, and no word that the tokenizer remembers. */
export function unlikeIdeographs(length: number): string {
  return Array.from({ length }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7_919) % 20_000))).join("");
}
