/** What a user may still do: the answer of GET /api/usage. */
import "server-only";

import type { KnownUser } from "../auth/standing.ts";
import type { BudgetPeriod, PlanName, RequestWindow } from "../config-schema.ts";
import { remainingRequests } from "../gate/request-limits.ts";
import { defaultModelOf, planNamed, safeguards } from "../safeguards.ts";
import { fromStore } from "../store/redis.ts";
import { runScript } from "../store/run-script.ts";
import { budgetWindows, periodsAt } from "../ledger/budget-windows.ts";
import { usedIn } from "../ledger/used.ts";
import { modelChoices } from "./model-choices.ts";

export type UsageView = {
  plan: PlanName;
  /** Prepaid, for when a day or a month has no room; micro-USD. */
  creditMicroUsd: number;
  models: string[];
  defaultModel: string | null;
  /** For each model, how many pictures a request may have. */
  images: Record<string, number>;
  /** The most bytes of UTF-8 that a message may have. */
  maxInputTokens: number;
  requests: { window: RequestWindow; limit: number; remaining: number; resetAt: string }[];
  /** Holds of running replies count as used. */
  spend: { window: BudgetPeriod; limitMicroUsd: number; usedMicroUsd: number; resetAt: string }[];
};

type Asking = Pick<KnownUser, "account" | "plan" | "budgetUsd" | "creditMicroUsd">;

/** One round trip. @throws Refusal `store_unavailable` */
export async function usageView(user: Asking): Promise<UsageView> {
  const { models, maxInputTokens } = planNamed(user.plan);
  const [requests, spend] = await Promise.all([requestsOf(user), spendOf(user)]);
  const { plan, creditMicroUsd } = user;
  const defaultModel = defaultModelOf(models) ?? null;
  const images = Object.fromEntries(modelChoices(plan).map((choice) => [choice.id, choice.images]));
  return { plan, creditMicroUsd, models, defaultModel, images, maxInputTokens, requests, spend };
}

async function requestsOf(user: Asking): Promise<UsageView["requests"]> {
  const standings = await remainingRequests(user);
  return standings.map(({ window, limit, remaining, resetAtMs }) => ({
    window,
    limit,
    remaining,
    resetAt: isoTime(resetAtMs),
  }));
}

async function spendOf({ account, budgetUsd }: Asking): Promise<UsageView["spend"]> {
  const nowMs = Date.now();
  const used = await fromStore(() => usedIn(runScript, account, periodsAt(nowMs)));
  const own = budgetWindows(budgetUsd, safeguards(), nowMs).filter(({ scope }) => scope === "user");
  return own.toReversed().map(({ window, limitMicroUsd, resetAtMs }) => {
    return { window, limitMicroUsd, usedMicroUsd: used[window], resetAt: isoTime(resetAtMs) };
  });
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
