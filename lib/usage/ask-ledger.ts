/** Asks the ledger for money: remembers what it says of the service, and tells of the thresholds that were crossed. */
import "server-only";

import { publishAlert } from "../events.ts";
import type { Reservation } from "../ledger/reservation.ts";
import type { ServiceAfter } from "../ledger/taken.ts";
import type { Crossing } from "../ledger/thresholds.ts";
import { fromStore } from "../store/redis.ts";
import { putBackTotals, rememberTotals } from "./ledger-memory.ts";

type Answer = { word: string; crossings: Crossing[]; service?: ServiceAfter };

/** A store that has lost the service's totals gets them back before anything is taken. */
export async function askLedger<A extends Answer>(reservation: Reservation, ask: () => Promise<A>): Promise<A> {
  const first = await ask();
  if (first.word === "forgotten") await fromStore(putBackTotals);
  const answer = first.word === "forgotten" ? await ask() : first;
  const { account, day, month } = reservation;
  if (answer.service) rememberTotals({ day, month, totals: answer.service.totals });
  if (answer.service?.hasBegun) publishAlert({ event: "ledger_started", reason: BEGUN });
  for (const crossing of answer.crossings) publishAlert(thresholdAlert(crossing, account));
  return answer;
}

const BEGUN = "The store knew of no spending. If it is not new, it has lost what it knew.";

function thresholdAlert({ window, percent, usedMicroUsd }: Crossing, account: string) {
  const { scope, window: period, limitMicroUsd, name } = window;
  const whose = scope === "user" ? account : null;
  return {
    event: "budget_threshold" as const,
    scope,
    window: period,
    percent,
    usedMicroUsd,
    limitMicroUsd,
    account: whose,
    period: name,
  };
}
