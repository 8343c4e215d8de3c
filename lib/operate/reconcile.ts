/** Reconciliation: the provider's own bill against the ledger, day by day. It tells, and never rewrites the ledger. */
import "server-only";

import { publishAlert } from "../events.ts";
import { safeguards } from "../safeguards.ts";
import { DAY_MS, lastDays, startOfDay } from "../store/days.ts";
import { keys } from "../store/keys.ts";
import { readFields } from "./read-fields.ts";
import { costReport, type FetchCostsPage } from "./cost-report.ts";
import { type DayDrift, NO_ALERT, storeDrifts } from "./drift.ts";
import { wholeNumber } from "./whole-numbers.ts";

const DAYS = 35;

/**
 * @param fetchPage asks the provider for one page of its report
 * @param nowMs epoch milliseconds
 * @returns the last 35 days, oldest first
 * @throws Refusal `store_unavailable`, or the provider's; then nothing was stored
 */
export async function reconcile(fetchPage: FetchCostsPage, nowMs = Date.now()): Promise<DayDrift[]> {
  const days = lastDays(nowMs, DAYS);
  const endMs = startOfDay(nowMs) + DAY_MS;
  const billed = await costReport(fetchPage, { startTime: (endMs - DAYS * DAY_MS) / 1000, endTime: endMs / 1000 });
  const known = await ledgerSpend(days);
  const drifts = days.map((day, index) => driftOf(day, billed.get(day) ?? 0, known[index] ?? 0));
  const classed = drifts.map((drift) => ({ ...drift, sizeClass: sizeClass(drift.driftMicroUsd) }));
  for (const { day, providerMicroUsd, ledgerMicroUsd, sizeClass } of await storeDrifts(classed, nowMs))
    publishAlert({ event: "cost_drift", day, providerMicroUsd, ledgerMicroUsd, sizeClass });
  return drifts;
}

async function ledgerSpend(days: string[]): Promise<number[]> {
  return (await readFields(keys.serviceSpend, days)).map(wholeNumber);
}

function driftOf(day: string, providerMicroUsd: number, ledgerMicroUsd: number): DayDrift {
  return { day, providerMicroUsd, ledgerMicroUsd, driftMicroUsd: providerMicroUsd - ledgerMicroUsd };
}

/**
 * 0 from the threshold, 1 from twice, 2 from four times: a drift that grows is told of again, one that stays is not.
 * A bill below the ledger alerts nobody: the provider's figures lag, and the ledger rounds up and keeps holds of lost replies.
 */
function sizeClass(driftMicroUsd: number): number {
  const threshold = Math.round(safeguards().alerts.costDriftUsd * 1_000_000);
  return driftMicroUsd > threshold ? Math.floor(Math.log2(driftMicroUsd / threshold)) : NO_ALERT;
}
