/** Counts tokens when nobody else has: for replies that ended before the provider said what it bills. */
import "server-only";

import { setImmediate as nextTurn } from "node:timers/promises";

/** Long runs without a blank take the tokenizer quadratic time; cut to this, a megabyte takes milliseconds. */
const PIECE_LENGTH = 512;
const PIECES_A_TURN = 16;

/** What real tokenizers of the field may count beyond o200k_base. With what the cuts add it stays well below a tenth. */
const MARGIN = 1.05;

const AS_TEXT = { disallowedSpecial: new Set<string>() };

/** @returns tokens of all texts together, hardly ever fewer and at most a tenth more than the provider counts */
export async function countTokens(texts: string[]): Promise<number> {
  return Math.ceil((await countWithoutMargin(texts)) * MARGIN);
}

/** @returns tokens of all texts together by the tokenizer of OpenAI's models, give or take one at each cut of a long text */
export async function countWithoutMargin(texts: string[]): Promise<number> {
  const o200k = await import("gpt-tokenizer/encoding/o200k_base");
  // The library remembers words, and slows down when its memory is large and full.
  o200k.setMergeCacheSize(1_000);
  let tokens = 0;
  let pieces = 0;
  for (const text of texts) {
    for (const piece of cut(text)) {
      tokens += o200k.countTokens(piece, AS_TEXT);
      pieces += 1;
      if (pieces % PIECES_A_TURN === 0) await nextTurn();
    }
  }
  return tokens;
}

function* cut(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const end = endOfPiece(text, start);
    yield text.slice(start, end);
    start = end;
  }
}

/** Before a blank after a word, where the tokenizer itself cuts; only runs without one are cut elsewhere. */
function endOfPiece(text: string, start: number): number {
  const furthest = start + PIECE_LENGTH;
  if (furthest >= text.length) return text.length;
  for (let at = furthest; at > start; at -= 1) if (text[at] === " " && /\S/.test(text.charAt(at - 1))) return at;
  return furthest;
}
