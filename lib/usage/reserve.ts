/** Takes everything a reply needs, its whole worst case included, in one atomic step before the provider is called. */
import "server-only";

import { pseudonymOf } from "../auth/derive-key.ts";
import type { ChatUser } from "../auth/require-user.ts";
import { env } from "../env.ts";
import { Refusal } from "../errors.ts";
import { publishAlert } from "../events.ts";
import { providerNameOf } from "../providers.ts";
import { planNamed, safeguards } from "../safeguards.ts";
import { fromStore } from "../store/redis.ts";
import { budgetWindows, periodsAt } from "../ledger/budget-windows.ts";
import { plansText } from "../ledger/granted.ts";
import { createHold, type Hold } from "./hold.ts";
import { afterResponse } from "../http/after-response.ts";
import { cancelIn } from "../ledger/cancel.ts";
import type { Reservation } from "../ledger/reservation.ts";
import { type ReserveAnswer, reserveIn } from "../ledger/reserve.ts";
import type { Crossing } from "../ledger/thresholds.ts";
import { runScript } from "../store/run-script.ts";
import { putBackTotals, rememberTotals, seenTotals } from "./ledger-memory.ts";
import { refusalFor } from "./reserve-refusals.ts";
import { isDraining, RESTARTING } from "./running-replies.ts";
import { retryUntilStored } from "../ledger/retry-until-stored.ts";
import { type ModelCall, worstCaseOf } from "./worst-case.ts";

/** @throws Refusal with the first reason that stands against it; then nothing is taken */
export async function reserve(user: ChatUser, input: ModelCall): Promise<Hold> {
  requireRunning();
  const config = safeguards();
  const model = config.models[input.model];
  if (!model) throw new Refusal("model_not_allowed");
  // Before anything is taken: nothing may fail between the reservation and its hold.
  const safetyIdentifier = await pseudonymOf(user.id, "safety-identifier");
  const nowMs = Date.now();
  const reservation = { id: crypto.randomUUID(), ...ownerOf(user), ...periodsAt(nowMs) };
  const base = planNamed(user.basePlan);
  const holdMicroUsd = worstCaseOf(model, input);
  const answer = await askRemembering(reservation, {
    windows: budgetWindows(base.budgetUsd, config, nowMs),
    chatTokenId: user.chatToken.id,
    provider: providerNameOf(model),
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

/** What needs no store to be known. */
function requireRunning(): void {
  if (env().AI_PAUSED) throw new Refusal("paused");
  if (isDraining()) throw new Refusal("paused", { detail: RESTARTING });
}

function ownerOf({ account, id, signedInAt }: ChatUser): Pick<Reservation, "account" | "userId" | "signedInAt"> {
  return { account, userId: id, signedInAt };
}

type Terms = Omit<Parameters<typeof reserveIn>[1], "reservation" | "seen">;

/** A store that has lost the service's totals gets them back before anything is taken. */
async function askRemembering(reservation: Reservation, terms: Terms): Promise<ReserveAnswer> {
  const first = await ask(reservation, terms);
  if (first.word === "forgotten") await fromStore(putBackTotals);
  const answer = first.word === "forgotten" ? await ask(reservation, terms) : first;
  const service = "service" in answer ? answer.service : undefined;
  const { day, month } = reservation;
  if (service) rememberTotals({ day, month, totals: service.totals });
  if (service?.hasBegun) publishAlert({ event: "ledger_started", reason: BEGUN });
  return answer;
}

const BEGUN = "The store knew of no spending. If it is not new, it has lost what it knew.";

/** An answer that was lost may have been a yes: it is taken back, so that no hold is left behind. */
async function ask(reservation: Reservation, terms: Terms): Promise<ReserveAnswer> {
  try {
    return await fromStore(() => reserveIn(runScript, { reservation, seen: seenTotals(), ...terms }));
  } catch (error) {
    afterResponse(retryUntilStored(() => cancelIn(runScript, reservation)).landed);
    throw error;
  }
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
