/** Takes everything a reply needs, its whole worst case included, in one atomic step before the provider is called. */
import "server-only";

import { pseudonymOf } from "../auth/derive-key.ts";
import type { ChatUser } from "../auth/require-user.ts";
import type { SafeguardsConfig } from "../config-schema.ts";
import { env } from "../env.ts";
import { Refusal } from "../errors.ts";
import { afterResponse } from "../http/after-response.ts";
import { budgetWindows, periodsAt } from "../ledger/budget-windows.ts";
import { cancelIn } from "../ledger/cancel.ts";
import { plansText } from "../ledger/granted.ts";
import { type ReserveAnswer, reserveIn, type ReserveOptions } from "../ledger/reserve.ts";
import { retryUntilStored } from "../ledger/retry-until-stored.ts";
import { providerNameOf } from "../providers.ts";
import { planNamed, safeguards } from "../safeguards.ts";
import { fromStore } from "../store/redis.ts";
import { runScript } from "../store/run-script.ts";
import { askLedger } from "./ask-ledger.ts";
import { heldFor, type ReservedTerms } from "./extend.ts";
import { createHold, type Hold } from "./hold.ts";
import { seenTotals } from "./ledger-memory.ts";
import { refusalFor } from "./reserve-refusals.ts";
import { isDraining, RESTARTING } from "./running-replies.ts";
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
  const terms = termsOf(user, config, nowMs);
  const sent = [{ ...input, model, holdMicroUsd: worstCaseOf(model, input) }];
  const own = { chatTokenId: user.chatToken.id, provider: providerNameOf(model), hold: heldFor(sent) };
  const answer = await askLedger(terms.reservation, () => ask({ ...terms, ...own, nowMs }));
  if (answer.word !== "reserved" && answer.word !== "probing") throw refusalFor(answer, nowMs);
  const probing = answer.word === "probing";
  return createHold({ user, input, model, terms, safetyIdentifier, probing, sent });
}

/** What needs no store to be known. */
function requireRunning(): void {
  if (env().AI_PAUSED) throw new Refusal("paused");
  if (isDraining()) throw new Refusal("paused", { detail: RESTARTING });
}

function termsOf({ account, id: userId, signedInAt, basePlan }: ChatUser, config: SafeguardsConfig, nowMs: number) {
  const base = planNamed(basePlan);
  return {
    reservation: { id: crypto.randomUUID(), account, userId, signedInAt, ...periodsAt(nowMs) },
    windows: budgetWindows(base.budgetUsd, config, nowMs),
    parallelReplies: base.parallelReplies,
    plans: plansText(config.plans),
    thresholdsPercent: config.alerts.thresholdsPercent,
  } satisfies ReservedTerms;
}

/** An answer that was lost may have been a yes: it is taken back, so that no hold is left behind. */
async function ask(asked: Omit<ReserveOptions, "seen">): Promise<ReserveAnswer> {
  try {
    return await fromStore(() => reserveIn(runScript, { ...asked, seen: seenTotals() }));
  } catch (error) {
    afterResponse(retryUntilStored(() => cancelIn(runScript, asked.reservation)).landed);
    throw error;
  }
}
