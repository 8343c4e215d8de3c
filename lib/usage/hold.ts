/** What a running reply holds: its share of the budgets and its slot, given back exactly once and never lost. */
import "server-only";

import type { ChatUser } from "../auth/require-user.ts";
import type { ModelConfig } from "../config-schema.ts";
import { publishReply, type ReplyEvent, type ToolRun } from "../events.ts";
import { afterResponse } from "../http/after-response.ts";
import { providerNameOf } from "../providers.ts";
import { runScript } from "../store/run-script.ts";
import { costOfReply, type Sent, type ReplyEnd } from "./cost-of-reply.ts";
import { extend, heldFor, type ReservedTerms } from "./extend.ts";
import { settleIn } from "../ledger/settle.ts";
import { type Concerns, noteProvider } from "./note-provider.ts";
import { isUsage, type Usage } from "./price.ts";
import { startRunning, stopRunning } from "./running-replies.ts";
import type { ModelCall, Step } from "./worst-case.ts";
import { retryUntilStored } from "../ledger/retry-until-stored.ts";

export type Hold = {
  id: string;
  /** For the provider's abuse reports: a hash, so that it can name a user to us and to nobody else. */
  safetyIdentifier: string;
  /** Fires, with a Refusal as its reason, when the reply must end early: paused, blocked, lease lost, shutdown. */
  cut: AbortSignal;
  /** Before each further call of the provider: takes its whole worst case too, or throws a Refusal and the reply has to end. */
  extend: (step: Step) => Promise<void>;
  /** Replaces the hold by the cost, after one try or in the background. Once; never rejects. */
  settle: (end: SettledEnd) => Promise<void>;
};

export type SettledEnd = {
  /** One for each call of the provider that was begun, in their order. One that was held for and never begun costs nothing. */
  steps: ReplyEnd[];
  tools: readonly ToolRun[];
  /** Whose the failure is, if it is one: lib/usage/note-provider.ts tells them. */
  concerns: Concerns;
  /** The provider made more than it was asked for at the most, and was cut. */
  outputBoundPassed: boolean;
  /** For the owner's figures: "stop", "length", "reader_left", or the code of what ended it. */
  ended: string;
  /** Whole milliseconds from the call of the provider; null when no word came. */
  firstWordMs: number | null;
  totalMs: number;
};

type Parts = {
  user: ChatUser;
  input: ModelCall;
  model: ModelConfig;
  terms: ReservedTerms;
  safetyIdentifier: string;
  /** The request that tries a provider which was unavailable. */
  probing: boolean;
  /** What was held for: the first step, and each further one from when the ledger has taken it. */
  sent: Sent[];
};

export function createHold(parts: Parts): Hold {
  const { promise: landed, resolve } = Promise.withResolvers<void>();
  const { reservation } = parts.terms;
  const cut = startRunning(reservation);
  let settlement: Promise<void> | undefined;
  let extending = Promise.resolve();
  afterResponse(landed);
  return {
    id: reservation.id,
    safetyIdentifier: parts.safetyIdentifier,
    cut,
    extend: (step) => {
      // One after the other: each says what is held already.
      const next = extending.then(() => extend(parts, step, cut));
      extending = next.catch(() => {});
      return next;
    },
    settle: (end) => (settlement ??= settle(parts, end, resolve)),
  };
}

async function settle(parts: Parts, end: SettledEnd, whenLanded: () => void): Promise<void> {
  const { input, model, sent, probing } = parts;
  const { reservation } = parts.terms;
  const cost = await costOfReply(end.steps, sent).catch(() => heldFor(sent));
  stopRunning(reservation.id);
  const settling = retryUntilStored(() => settleIn(runScript, reservation, cost));
  void settling.landed.then(whenLanded);
  // What was refused is logged as such, and cost nothing.
  if (end.steps.some(({ isFree }) => !isFree)) publishReply(figuresOf(parts, end, cost));
  await settling.first;
  await noteProvider(end, { provider: providerNameOf(model), model: input.model, probing });
}

function figuresOf({ user, input }: Parts, end: SettledEnd, microUsd: number): ReplyEvent {
  const { ended, steps, tools, firstWordMs, totalMs } = end;
  const who = { requestId: input.requestId, account: user.account, plan: user.basePlan, model: input.model };
  const what = { steps: steps.length, tools, images: input.images };
  return { ...who, ...what, ended, usage: sumOf(steps), microUsd, firstWordMs, totalMs };
}

/** Of the steps that have one. What is no usage would spoil the sums of the day. */
function sumOf(steps: ReplyEnd[]): Usage | null {
  const all = steps.flatMap(({ usage }) => (usage && isUsage(usage) ? [usage] : []));
  if (all.length === 0) return null;
  const total = (of: keyof Usage) => all.reduce((sum, usage) => sum + usage[of], 0);
  return {
    input: total("input"),
    cachedInput: total("cachedInput"),
    cacheWrite: total("cacheWrite"),
    output: total("output"),
  };
}
