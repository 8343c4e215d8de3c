/** The windows that spending is counted in, UTC days and calendar months, of the user and of the whole service. */
import "server-only";

import type { BudgetPeriod, BudgetScope, Plan, SafeguardsConfig } from "../config-schema.ts";
import { utcDay, utcMonth } from "../store/days.ts";

export type BudgetWindow = {
  scope: BudgetScope;
  window: BudgetPeriod;
  /** "2026-11-23" or "2026-11": the field of the hash that it is counted in. */
  name: string;
  limitMicroUsd: number;
  /** Epoch milliseconds. */
  resetAtMs: number;
};

/** In the order in which they refuse: the longer window first, since waiting for the shorter would not help. */
export function budgetWindows(own: Plan["budgetUsd"], config: SafeguardsConfig, nowMs: number): BudgetWindow[] {
  return [
    windowOf({ scope: "user", window: "month", usd: own.month }, nowMs),
    windowOf({ scope: "user", window: "day", usd: own.day }, nowMs),
    ...serviceWindows(config, nowMs),
  ];
}

export function serviceWindows({ service: { budgetUsd } }: SafeguardsConfig, nowMs: number): BudgetWindow[] {
  return [
    windowOf({ scope: "service", window: "month", usd: budgetUsd.month }, nowMs),
    windowOf({ scope: "service", window: "day", usd: budgetUsd.day }, nowMs),
  ];
}

/** The periods that spending counts in now. */
export function periodsAt(nowMs: number): { day: string; month: string } {
  return { day: utcDay(nowMs), month: utcMonth(nowMs) };
}

type Budget = { scope: BudgetScope; window: BudgetPeriod; usd: number };

function windowOf({ scope, window, usd }: Budget, nowMs: number): BudgetWindow {
  return { scope, window, ...period(window, nowMs), limitMicroUsd: toMicroUsd(usd) };
}

/** Its name, and when it ends. */
function period(window: BudgetPeriod, nowMs: number): { name: string; resetAtMs: number } {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  if (window === "day") return { name: utcDay(nowMs), resetAtMs: Date.UTC(year, month, day + 1) };
  return { name: utcMonth(nowMs), resetAtMs: Date.UTC(year, month + 1, 1) };
}

/** Rounded down: a ceiling never grows by rounding. */
export function toMicroUsd(usd: number): number {
  const nearest = Math.round(usd * 1_000_000);
  return nearest / 1_000_000 > usd ? nearest - 1 : nearest;
}
