/** As much of a conversation as a plan has room for: the oldest turns are left out, and the newest question never is. */
import "server-only";

import type { ModelConfig, Plan } from "../config-schema.ts";
import { Refusal } from "../errors.ts";
import { safeguards } from "../safeguards.ts";
import { picturesOf, textsOf, type Turn } from "./chat-input.ts";

/** So many times the messages that are passed on, a conversation may have grown; more is no conversation. */
const GROWN = 10;

/** Between two turns of one role, which become one. */
const BORDER = "\n\n";

type Fitting = {
  turns: Turn[];
  /** How many of the oldest were left out. */
  leftOut: number;
};

/**
 * @param turns none of them empty; the last is the user's
 * @returns turns that begin with the user's, with neighbours of one role as one
 * @throws Refusal `body_too_large` when the last turn alone is too long, or there are far too many
 */
export function newestTurns(turns: Turn[], plan: Plan, model: string): Fitting {
  const { limits, models } = safeguards();
  if (turns.length > GROWN * limits.messages)
    throw new Refusal("body_too_large", { detail: "This conversation is too long. Start a new one." });
  let room = roomFor(plan, models[model], turns.flatMap(picturesOf).length);
  let first = turns.length;
  while (first > 0 && turns.length - first < limits.messages) {
    room -= bytesOf(turns, first - 1);
    if (room < 0) break;
    first -= 1;
  }
  // An answer whose question was left out would be the first thing that the model reads.
  while (first < turns.length && turns[first]?.role !== "user") first += 1;
  if (first >= turns.length)
    throw new Refusal("body_too_large", { detail: "This message is too long for your plan. Shorten it." });
  return { turns: mergeNeighbours(turns.slice(first)), leftOut: first };
}

/** How many bytes of text fit beside so many pictures. */
export function roomFor(plan: Plan, model: ModelConfig | undefined, images: number): number {
  const { contextTokens = 0, imageTokens = 0 } = model ?? {};
  return Math.min(plan.maxInputTokens, contextTokens - plan.maxOutputTokens - images * imageTokens);
}

/** Bytes of UTF-8 bound tokens from above, whatever the tokenizer. */
function bytesOf(turns: Turn[], at: number): number {
  const [turn, next] = [turns[at], turns[at + 1]];
  if (!turn) return 0;
  const bytes = textsOf(turn).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return turn.role === next?.role ? bytes + BORDER.length : bytes;
}

type Question = Turn & { role: "user" };

function together(one: Question, other: Question): Question {
  const content = [one.content, other.content].filter(Boolean).join(BORDER);
  const pictures = [...picturesOf(one), ...picturesOf(other)];
  return { role: "user", content, ...(pictures.length > 0 && { pictures }) };
}

function mergeNeighbours(turns: Turn[]): Turn[] {
  const merged: Turn[] = [];
  for (const turn of turns) {
    const last = merged.at(-1);
    if (last?.role === "user" && turn.role === "user") merged.splice(-1, 1, together(last, turn));
    else if (last?.role === "assistant" && turn.role === "assistant") last.content += BORDER + turn.content;
    else merged.push({ ...turn });
  }
  return merged;
}
