/** Takes a further step's whole worst case into the hold of a running reply, in one atomic step before the provider is called again. */
import "server-only";

import type { ModelConfig } from "../config-schema.ts";
import { type ExtendAnswer, extendIn, type Growth } from "../ledger/extend.ts";
import type { Terms } from "../ledger/reserve.ts";
import { fromStore } from "../store/redis.ts";
import { runScript } from "../store/run-script.ts";
import { askLedger } from "./ask-ledger.ts";
import type { Sent } from "./cost-of-reply.ts";
import { seenTotals } from "./ledger-memory.ts";
import { stepRefusalFor } from "./reserve-refusals.ts";
import { type Step, worstCaseOf } from "./worst-case.ts";

/** What stays the same from the reservation to the end. */
export type ReservedTerms = Omit<Terms, "seen" | "nowMs">;
type Grown = { model: ModelConfig; terms: ReservedTerms; sent: Sent[] };

/**
 * Adds the step to `sent` when the ledger has taken it.
 * @param cut fires when the reply must end
 * @throws Refusal with the first reason that stands against it
 */
export async function extend({ model, terms, sent }: Grown, step: Step, cut: AbortSignal): Promise<void> {
  cut.throwIfAborted();
  const holdMicroUsd = worstCaseOf(model, step);
  const from = heldFor(sent);
  const answer = await askLedger(terms.reservation, () => ask(terms, { from, to: from + holdMicroUsd }));
  if (answer.word !== "extended") throw stepRefusalFor(answer);
  sent.push({ ...step, model, holdMicroUsd });
}

/** micro-USD: the whole hold */
export function heldFor(sent: Sent[]): number {
  return sent.reduce((sum, { holdMicroUsd }) => sum + holdMicroUsd, 0);
}

/**
 * An answer that was lost may have been a yes: the same amounts asked for once more change nothing then. After that it counts as a no,
 * and the settlement gives back whatever was taken.
 */
function ask(terms: ReservedTerms, growth: Growth): Promise<ExtendAnswer> {
  const once = () => extendIn(runScript, { ...terms, seen: seenTotals(), nowMs: Date.now() }, growth);
  return fromStore(() => once().catch(once));
}
