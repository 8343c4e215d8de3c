/** What the ledger's scripts may answer. Anything else is a broken store, and never a yes. */
import "server-only";

import type { BudgetWindow } from "./budget-windows.ts";

/** A window that has newly reached a threshold. */
export type Crossing = { window: BudgetWindow; percent: number; usedMicroUsd: number };

const REFUSED = ["paused", "blocked", "breaker_open", "token_used", "parallel_limit", "cancelled"] as const;
type Refused = (typeof REFUSED)[number];
export type ReserveAnswer = { crossings: Crossing[] } & (
  | { word: "reserved" | "probing" }
  | { word: Refused }
  | { word: "exhausted"; window: BudgetWindow }
);

/** @throws when it is none of the script's own words */
export function parseReserveAnswer(answer: unknown, windows: BudgetWindow[]): ReserveAnswer {
  const refused = REFUSED.find((word) => word === answer);
  if (refused) return { word: refused, crossings: [] };
  const [word = "", ...rest] = wordsOf(answer, " ");
  if (word === "reserved" || word === "probing")
    return { word, crossings: rest.flatMap((text) => parseCrossings(text, windows)) };
  const window = word === "exhausted" ? windows[Number(rest.shift()) - 1] : undefined;
  if (!window) throw brokenStore();
  return { word: "exhausted", window, crossings: rest.flatMap((text) => parseCrossings(text, windows)) };
}

/** "4+50+80=1750000": the fourth window has reached 50 and 80 percent, with so many micro-USD used. */
function parseCrossings(text: string, windows: BudgetWindow[]): Crossing[] {
  const [, place, percents, used] = /^(\d+)((?:\+[\d.]+)+)=(\d+)$/.exec(text) ?? [];
  const window = windows[Number(place) - 1];
  if (!window || !percents) throw brokenStore();
  return percents
    .slice(1)
    .split("+")
    .map((percent) => ({ window, percent: Number(percent), usedMicroUsd: Number(used) }));
}

/** Every script answers with one string. A list of one word prints alike, and is no answer of ours. */
export function wordsOf(answer: unknown, separator: string): string[] {
  if (typeof answer !== "string") throw brokenStore();
  return answer.split(separator);
}

export function brokenStore(): Error {
  return new Error("The store's answer is none of the ledger's words");
}
