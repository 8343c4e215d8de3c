/** Takes everything a reply needs, its whole worst case included, in one atomic step before the provider is called. */
import "server-only";

import { pseudonymOf } from "../auth/derive-key.ts";
import { SESSION_ENDED } from "../auth/standing.ts";
import type { ChatUser } from "../auth/require-user.ts";
import { env } from "../env.ts";
import { Refusal } from "../errors.ts";
import { publishAlert } from "../events.ts";
import { planNamed, safeguards } from "../safeguards.ts";
import { fromStore } from "../store/redis.ts";
import { type BudgetWindow, budgetWindows, periodsAt } from "../ledger/budget-windows.ts";
import { plansText } from "../ledger/granted.ts";
import { createHold, type Hold } from "./hold.ts";
import { afterResponse } from "../http/after-response.ts";
import { cancelIn } from "../ledger/cancel.ts";
import type { Reservation } from "../ledger/reservation.ts";
import { type ReserveAnswer, reserveIn } from "../ledger/reserve.ts";
import type { Crossing } from "../ledger/thresholds.ts";
import { runScript } from "../store/run-script.ts";
import { isDraining, RESTARTING } from "./running-replies.ts";
import { retryUntilStored } from "../ledger/retry-until-stored.ts";
import { type ModelCall, worstCaseOf } from "./worst-case.ts";

/** @throws Refusal with the first reason that stands against it; then nothing is taken */
export async function reserve(user: ChatUser, input: ModelCall): Promise<Hold> {
  if (env().AI_PAUSED) throw new Refusal("paused");
  if (isDraining()) throw new Refusal("paused", { detail: RESTARTING });
  const config = safeguards();
  const model = config.models[input.model];
  if (!model) throw new Refusal("model_not_allowed");
  // Before anything is taken: nothing may fail between the reservation and its hold.
  const safetyIdentifier = await pseudonymOf(user.id, "safety-identifier");
  const nowMs = Date.now();
  const reservation = { id: crypto.randomUUID(), ...ownerOf(user), ...periodsAt(nowMs) };
  const base = planNamed(user.basePlan);
  const holdMicroUsd = worstCaseOf(model, input);
  const answer = await ask(reservation, {
    windows: budgetWindows(base.budgetUsd, config, nowMs),
    chatTokenId: user.chatToken.id,
    hold: holdMicroUsd,
    parallelReplies: base.parallelReplies,
    plans: plansText(config.plans),
    thresholdsPercent: config.alerts.thresholdsPercent,
    nowMs,
  });
  for (const crossing of answer.crossings) publishAlert(thresholdAlert(crossing, user.account));
  if (answer.word !== "reserved" && answer.word !== "probing") throw refusalFor(answer, nowMs);
  const probing = answer.word === "probing";
  return createHold({ user, input, model, reservation, holdMicroUsd, safetyIdentifier, probing });
}

function ownerOf({ account, id, signedInAt }: ChatUser): Pick<Reservation, "account" | "userId" | "signedInAt"> {
  return { account, userId: id, signedInAt };
}

type Terms = Omit<Parameters<typeof reserveIn>[1], "reservation">;

/** An answer that was lost may have been a yes: it is taken back, so that no hold is left behind. */
async function ask(reservation: Reservation, terms: Terms): Promise<ReserveAnswer> {
  try {
    return await fromStore(() => reserveIn(runScript, { reservation, ...terms }));
  } catch (error) {
    afterResponse(retryUntilStored(() => cancelIn(runScript, reservation)).landed);
    throw error;
  }
}

function refusalFor(answer: ReserveAnswer, nowMs: number): Refusal {
  switch (answer.word) {
    case "exhausted":
      return budgetRefusal(answer.window);
    case "blocked":
      return new Refusal("forbidden", { detail: "This account is blocked." });
    case "signed_out":
      return new Refusal("not_signed_in", { detail: SESSION_ENDED });
    case "breaker_open":
      return new Refusal("provider_unavailable");
    case "token_used":
      return new Refusal("chat_token_used");
    case "parallel_limit":
      return new Refusal("parallel_limit", { resetAtMs: nowMs + PARALLEL_RETRY_MS });
    case "paused":
      return new Refusal("paused");
    default:
      return new Refusal("store_unavailable");
  }
}

/** Nobody knows when another reply will end; this is about how long one lasts. */
const PARALLEL_RETRY_MS = 5_000;

function budgetRefusal({ scope, window, resetAtMs }: BudgetWindow): Refusal {
  const [code, whose] =
    scope === "user"
      ? (["budget_exhausted", "Your"] as const)
      : (["service_budget_exhausted", "The service's"] as const);
  const detail = `${whose} allowance for this ${window} does not reach for this request.`;
  return new Refusal(code, { detail, resetAtMs });
}

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
