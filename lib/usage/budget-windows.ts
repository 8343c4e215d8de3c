/** The windows that spending is counted in, UTC days and calendar months, of the user and of the whole service. */
import type { PlanName, SafeguardsConfig } from "../config-schema.ts";
import { keys } from "../store/keys.ts";

export type BudgetScope = "user" | "service";
export type BudgetPeriod = "day" | "month";

export type BudgetWindow = {
  scope: BudgetScope;
  window: BudgetPeriod;
  /** "2026-11-23" or "2026-11". */
  name: string;
  /** The store's key: a hash of `used` (micro-USD, holds included) and `alerted` (percent). */
  key: string;
  limitMicroUsd: number;
  /** Epoch milliseconds. */
  resetAtMs: number;
  /** Epoch milliseconds until which the store keeps the figure. */
  keepUntilMs: number;
};

const DAY_MS = 86_400_000;
/** Late settlements need a closed window a while longer; the owner wants to look back at the service's. */
const KEEP_DAYS: Record<BudgetScope, number> = { user: 3, service: 62 };

type Whose = { account: string; plan: PlanName };

/** In the order in which they refuse: the longer window first, since waiting for the shorter would not help. */
export function budgetWindows({ account, plan }: Whose, config: SafeguardsConfig, nowMs: number): BudgetWindow[] {
  const own = config.plans[plan].budgetUsd;
  const nameOwn = (name: string) => keys.userSpend(account, name);
  return [
    windowOf({ scope: "user", window: "month", usd: own.month, keyOf: nameOwn }, nowMs),
    windowOf({ scope: "user", window: "day", usd: own.day, keyOf: nameOwn }, nowMs),
    ...serviceWindows(config, nowMs),
  ];
}

export function serviceWindows({ service: { budgetUsd } }: SafeguardsConfig, nowMs: number): BudgetWindow[] {
  return [
    windowOf({ scope: "service", window: "month", usd: budgetUsd.month, keyOf: keys.serviceSpend }, nowMs),
    windowOf({ scope: "service", window: "day", usd: budgetUsd.day, keyOf: keys.serviceSpend }, nowMs),
  ];
}

type Budget = { scope: BudgetScope; window: BudgetPeriod; usd: number; keyOf: (name: string) => string };

function windowOf({ scope, window, usd, keyOf }: Budget, nowMs: number): BudgetWindow {
  const { name, resetAtMs } = period(window, nowMs);
  const keepUntilMs = resetAtMs + KEEP_DAYS[scope] * DAY_MS;
  return { scope, window, name, key: keyOf(name), limitMicroUsd: toMicroUsd(usd), resetAtMs, keepUntilMs };
}

/** Its name, and when it ends. */
function period(window: BudgetPeriod, nowMs: number): { name: string; resetAtMs: number } {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  if (window === "day") return { name: now.toISOString().slice(0, 10), resetAtMs: Date.UTC(year, month, day + 1) };
  return { name: now.toISOString().slice(0, 7), resetAtMs: Date.UTC(year, month + 1, 1) };
}

/** Rounded down: a ceiling never grows by rounding. */
function toMicroUsd(usd: number): number {
  const nearest = Math.round(usd * 1_000_000);
  return nearest / 1_000_000 > usd ? nearest - 1 : nearest;
}
