/** A model that a visitor may choose, and its price in words. */
import { models } from "../strings/chat.ts";

const SEPARATOR = " · ";

/** `usualMicroUsd` is the price of an answer of usual length, in micro-USD: for comparing, not for counting. */
export type ModelChoice = {
  id: string;
  usualMicroUsd: number;
  /** How many pictures a request to it may have. */
  images: number;
};

/** A model with its notes, in one line: "gpt-5-mini · about 4 × the price · no pictures". */
export function modelLabel(choice: ModelChoice, choices: ModelChoice[]): string {
  return [choice.id, modelNotes(choice, choices)].join(SEPARATOR);
}

/** How a model compares with the cheapest one at hand, and what it lacks: "about 4 × the price · no pictures". */
export function modelNotes(choice: ModelChoice, choices: ModelChoice[]): string {
  const isBlind = choice.images === 0 && choices.some(({ images }) => images > 0);
  return [priceOf(choice, choices), ...(isBlind ? [models.blind] : [])].join(SEPARATOR);
}

function priceOf({ usualMicroUsd }: ModelChoice, choices: ModelChoice[]): string {
  const least = Math.min(...choices.map((choice) => choice.usualMicroUsd));
  if (usualMicroUsd <= least || least === 0) return models.cheapest;
  const times = usualMicroUsd / least;
  return models.dearer(times < 2 ? times.toFixed(1) : String(Math.round(times)));
}
