/** Counts tokens by a rule that is plausible and easy to follow: four bytes each, and three more around every message. */
import "server-only";

import type { ProviderRequest } from "./provider-request.ts";

const AROUND_A_MESSAGE = 3;
/** What is long enough and was sent before comes from the cache, in steps. */
const CACHE = { from: 1_024, step: 128 };

export type TokenCounts = { input: number; cachedInput: number; output: number };

export function countTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

export function countInput({ instructions, turns }: ProviderRequest): Pick<TokenCounts, "input" | "cachedInput"> {
  const texts = [instructions ?? "", ...turns.map(({ text }) => text)];
  const counts = texts.filter(Boolean).map((text) => countTokens(text) + AROUND_A_MESSAGE);
  const input = AROUND_A_MESSAGE + counts.reduce((sum, count) => sum + count, 0);
  const sentBefore = turns.length > 1 ? input - (counts.at(-1) ?? 0) : 0;
  return { input, cachedInput: sentBefore < CACHE.from ? 0 : sentBefore - (sentBefore % CACHE.step) };
}

/** The words of an answer, each with the space behind it, as far as the allowance reaches. */
export function cutToAllowance(
  answer: string,
  allowance: number | null,
): { words: string[]; cut: boolean; output: number } {
  const all = answer.match(/\s*\S+\s*/g) ?? [];
  const words: string[] = [];
  let output = 0;
  for (const word of all) {
    const next = output + countTokens(word);
    if (allowance !== null && next > allowance) return { words, cut: true, output };
    words.push(word);
    output = next;
  }
  return { words, cut: false, output };
}
