/**
 * What the whole service has used, as one process has last seen it. The service's hash counts its holds and says since when ("since",
 * epoch milliseconds, and "holds"), so that a store which has lost something is told from one that has not.
 */
import "server-only";

import { brokenStore } from "./reservation.ts";

/** micro-USD, and the highest threshold (percent) that the owner was told of. */
export type Total = { usedMicroUsd: number; alertedPercent: number };
export type Totals = {
  /** Epoch milliseconds: since when the ledger counts in this store. */
  since: number;
  /** Counts up with every hold. */
  holds: number;
  month: Total;
  day: Total;
};

/** A caller that has seen nothing yet says ''. Needs NUMBERS. */
export const HAS_FORGOTTEN = `
local function has_forgotten(since, holds, seen_since, seen_holds)
  return seen_since ~= '' and (since ~= seen_since or money(holds) < money(seen_holds))
end
`;

/** @param text "seen,1764320000000,7,1750000,50,1750000,0", or "began,…" for a ledger that began with it @throws when it is neither */
export function parseTotals(text: string): { totals: Totals; hasBegun: boolean } {
  const [, word, ...figures] = /^(began|seen),(\d+),(\d+),(\d+),([\d.]+),(\d+),([\d.]+)$/.exec(text) ?? [];
  const [since = 0, holds = 0, month = 0, monthAlerted = 0, day = 0, dayAlerted = 0] = figures.map(Number);
  if (!word || ![since, holds, month, day].every(Number.isSafeInteger)) throw brokenStore();
  return {
    hasBegun: word === "began",
    totals: {
      since,
      holds,
      month: { usedMicroUsd: month, alertedPercent: monthAlerted },
      day: { usedMicroUsd: day, alertedPercent: dayAlerted },
    },
  };
}
