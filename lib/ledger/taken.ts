/** Reads the answers of the scripts that take from windows: what was taken, or which window had no room, and what is told of thresholds. */
import "server-only";

import type { BudgetWindow } from "./budget-windows.ts";
import { brokenStore } from "./reservation.ts";
import { type Crossing, parseCrossings } from "./thresholds.ts";
import { parseTotals, type Totals } from "./totals.ts";

/** Missing when it had been taken before. */
export type ServiceAfter = { totals: Totals; hasBegun: boolean } | undefined;
export type Taken<Word extends string> = { crossings: Crossing[] } & (
  | { word: Word; service?: ServiceAfter }
  | { word: "exhausted"; window: BudgetWindow }
);

/** @param words those that say yes @throws when it is nothing that a script says */
export function parseTaken<Word extends string>(
  answer: unknown,
  windows: BudgetWindow[],
  words: readonly Word[],
): Taken<Word> {
  // A list of one word prints like the word, and is no answer of ours.
  const [first, ...rest] = typeof answer === "string" ? answer.split(" ") : [];
  const word = words.find((yes) => yes === first);
  if (word) {
    const last = rest.pop();
    const crossings = crossingsOf(rest, windows);
    return { word, service: last === undefined ? undefined : parseTotals(last), crossings };
  }
  const window = first === "exhausted" ? windows[Number(rest.shift()) - 1] : undefined;
  if (!window) throw brokenStore();
  return { word: "exhausted", window, crossings: crossingsOf(rest, windows) };
}

function crossingsOf(texts: string[], windows: BudgetWindow[]): Crossing[] {
  return texts.flatMap((text) => parseCrossings(text, windows));
}
