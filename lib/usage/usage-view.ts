/** What a user may still do: the answer of GET /api/usage. */
import "server-only";

import type { User } from "../auth/identify.ts";
import type { PlanName, RequestWindow } from "../config-schema.ts";
import { remainingRequests } from "../gate/request-limits.ts";
import { defaultModelOf, safeguards } from "../safeguards.ts";
import { fromStore } from "../store/redis.ts";
import { runScript } from "../store/run-script.ts";
import { type BudgetPeriod, budgetWindows } from "./budget-windows.ts";
import { usedIn } from "./ledger.ts";

export type UsageView = {
  plan: PlanName;
  models: string[];
  defaultModel: string | null;
  requests: { window: RequestWindow; limit: number; remaining: number; resetAt: string }[];
  /** Holds of running replies count as used. */
  spend: { window: BudgetPeriod; limitMicroUsd: number; usedMicroUsd: number; resetAt: string }[];
};

/** One trip. @throws Refusal `store_unavailable` */
export async function usageView(user: User): Promise<UsageView> {
  const { models } = safeguards().plans[user.plan];
  const [requests, spend] = await Promise.all([requestsOf(user), spendOf(user)]);
  return { plan: user.plan, models, defaultModel: defaultModelOf(models) ?? null, requests, spend };
}

async function requestsOf(user: User): Promise<UsageView["requests"]> {
  const standings = await remainingRequests(user);
  return standings.map(({ window, limit, remaining, resetAtMs }) => ({
    window,
    limit,
    remaining,
    resetAt: isoTime(resetAtMs),
  }));
}

async function spendOf(user: User): Promise<UsageView["spend"]> {
  const own = budgetWindows(user, safeguards(), Date.now())
    .filter(({ scope }) => scope === "user")
    .toReversed();
  const used = await fromStore(() => usedIn(runScript, own));
  return own.map(({ window, limitMicroUsd, resetAtMs }, index) => {
    return { window, limitMicroUsd, usedMicroUsd: used[index] ?? 0, resetAt: isoTime(resetAtMs) };
  });
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
