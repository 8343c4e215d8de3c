/** Counts tokens by a rule that is plausible and easy to follow: four bytes each, and three more around every message. */
import "server-only";

import { safeguards } from "../safeguards.ts";
import { pictureFacts } from "./picture-facts.ts";
import type { Call, ProviderRequest, Turn } from "./provider-request.ts";

const AROUND_A_MESSAGE = 3;
const MOST_SQUARES = 1_536;
/** What is long enough and was sent before comes from the cache, in steps. */
const CACHE = { from: 1_024, step: 128 };

export type TokenCounts = { input: number; cachedInput: number; output: number };

export function countTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

/** The offered tools stand before the conversation, and are part of what is billed. */
export function countInput({
  instructions,
  model,
  tools,
  turns,
}: ProviderRequest): Pick<TokenCounts, "input" | "cachedInput"> {
  const offered = tools.length > 0 ? JSON.stringify(tools) : "";
  const texts = [instructions ?? "", offered, ...turns.map(textOf)];
  const counts = texts.filter(Boolean).map((text) => countTokens(text) + AROUND_A_MESSAGE);
  const seen = turns.reduce((sum, turn) => sum + picturesIn(turn, model), 0);
  const input = AROUND_A_MESSAGE + seen + counts.reduce((sum, count) => sum + count, 0);
  const sentBefore = turns.length > 1 ? input - (counts.at(-1) ?? 0) : 0;
  return { input, cachedInput: sentBefore < CACHE.from ? 0 : sentBefore - (sentBefore % CACHE.step) };
}

/** As OpenAI bills them: by squares of 32 pixels, and the largest picture that is not scaled costs the model's most. */
function picturesIn(turn: Turn, model: string): number {
  const pictures = turn.role === "user" ? (turn.pictures ?? []) : [];
  const most = safeguards().models[model]?.imageTokens ?? 0;
  const squares = pictures.map(pictureFacts).map(({ width, height }) => Math.ceil(width / 32) * Math.ceil(height / 32));
  return squares.reduce((sum, count) => sum + Math.ceil((most * Math.min(count, MOST_SQUARES)) / MOST_SQUARES), 0);
}

function textOf(turn: Turn): string {
  return turn.role === "call" ? turn.name + turn.text : turn.text;
}

/** The calls that the allowance has room for: each is output, by its name and its arguments. */
export function callsWithinAllowance(
  calls: Call[],
  allowance: number,
): { calls: Call[]; cut: boolean; output: number } {
  let output = 0;
  const fitting = calls.filter((call) => {
    const next = output + countTokens(textOf({ role: "call", ...call })) + AROUND_A_MESSAGE;
    if (next > allowance) return false;
    output = next;
    return true;
  });
  return { calls: fitting, cut: fitting.length < calls.length, output };
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
