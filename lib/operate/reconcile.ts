/** Reconciliation: the provider's own bill against the ledger, day by day. It tells, and never rewrites the ledger. */
import "server-only";

import { publishAlert } from "../events.ts";
import { safeguards } from "../safeguards.ts";
import { keys } from "../store/keys.ts";
import { fromStore, redis } from "../store/redis.ts";
import { costReport, type FetchCostsPage } from "./cost-report.ts";
import { type DayDrift, NO_ALERT, storeDrifts } from "./drift.ts";
import { wholeNumber } from "./whole-numbers.ts";

const DAYS = 35;
const DAY_MS = 86_400_000;

/**
 * @param fetchPage asks the provider for one page of its report
 * @param nowMs epoch milliseconds
 * @returns the last 35 days, oldest first
 * @throws Refusal `store_unavailable`, or the provider's; then nothing was stored
 */
export async function reconcile(fetchPage: FetchCostsPage, nowMs = Date.now()): Promise<DayDrift[]> {
  const today = nowMs - (nowMs % DAY_MS);
  const starts = Array.from({ length: DAYS }, (_, ago) => today - ago * DAY_MS).toReversed();
  const days = starts.map((start) => new Date(start).toISOString().slice(0, 10));
  const billed = await costReport(fetchPage, {
    startTime: (starts[0] ?? today) / 1000,
    endTime: (today + DAY_MS) / 1000,
  });
  const known = await ledgerSpend(days);
  const drifts = days.map((day, index) => driftOf(day, billed.get(day) ?? 0, known[index] ?? 0));
  const classed = drifts.map((drift) => ({ ...drift, sizeClass: sizeClass(drift.driftMicroUsd) }));
  for (const { day, providerMicroUsd, ledgerMicroUsd, sizeClass } of await storeDrifts(classed, nowMs))
    publishAlert({ event: "cost_drift", day, providerMicroUsd, ledgerMicroUsd, sizeClass });
  return drifts;
}

async function ledgerSpend(days: string[]): Promise<number[]> {
  const used = await fromStore(() => Promise.all(days.map((day) => redis().hget(keys.serviceSpend(day), "used"))));
  return used.map(wholeNumber);
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
