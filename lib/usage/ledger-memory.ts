/** What this process has seen of the service's totals: put back when the store has lost them. */
import "server-only";

import { publishAlert } from "../events.ts";
import { restoreIn } from "../ledger/restore.ts";
import type { Totals } from "../ledger/totals.ts";
import { runScript } from "../store/run-script.ts";

type Seen = { day: string; month: string; totals: Totals };
let seen: Seen | undefined;

/** Answers may arrive in another order than the store gave them. What another ledger says changes nothing until this one is put back. */
export function rememberTotals(next: Seen): void {
  const known = seen?.totals;
  // A hold that grows after midnight counts in the day before.
  if (seen && next.day < seen.day) return;
  if (!known || (known.since === next.totals.since && known.holds < next.totals.holds)) seen = next;
}

export function seenTotals(): Totals | undefined {
  return seen?.totals;
}

let puttingBack: Promise<void> | undefined;

/** Once for all requests that notice at the same time. @throws when the store gives no answer, or one that is not the script's */
export function putBackTotals(): Promise<void> {
  return (puttingBack ??= putBack().finally(() => (puttingBack = undefined)));
}

async function putBack(): Promise<void> {
  if (!seen) return;
  const { totals, hasBegun } = await restoreIn(runScript, seen, Date.now());
  seen = { ...seen, totals };
  if (hasBegun) publishAlert({ event: "ledger_started", reason: PUT_BACK });
}

const PUT_BACK =
  "The store has lost what it knew. What the whole service has spent was put back; the limits and budgets of users begin anew.";
