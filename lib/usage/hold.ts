/** What a running reply holds: its share of the budgets and its slot, given back exactly once and never lost. */
import "server-only";

import type { ChatUser } from "../auth/require-user.ts";
import type { ModelConfig } from "../config-schema.ts";
import { publishReply, type ReplyEvent } from "../events.ts";
import { afterResponse } from "../http/after-response.ts";
import { providerNameOf } from "../providers.ts";
import { runScript } from "../store/run-script.ts";
import { costOfReply, type ReplyEnd } from "./cost-of-reply.ts";
import type { Reservation } from "../ledger/reservation.ts";
import { settleIn } from "../ledger/settle.ts";
import { type Concerns, noteProvider } from "./note-provider.ts";
import { isUsage } from "./price.ts";
import { startRunning, stopRunning } from "./running-replies.ts";
import type { ModelCall } from "./worst-case.ts";
import { retryUntilStored } from "../ledger/retry-until-stored.ts";

export type Hold = {
  id: string;
  /** For the provider's abuse reports: a hash, so that it can name a user to us and to nobody else. */
  safetyIdentifier: string;
  /** Fires, with a Refusal as its reason, when the reply must end early: paused, blocked, lease lost, shutdown. */
  cut: AbortSignal;
  /** Replaces the hold by the cost, after one try or in the background. Once; never rejects. */
  settle: (end: SettledEnd) => Promise<void>;
};

export type SettledEnd = ReplyEnd & {
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
  reservation: Reservation;
  holdMicroUsd: number;
  safetyIdentifier: string;
  /** The request that tries a provider which was unavailable. */
  probing: boolean;
};

export function createHold(parts: Parts): Hold {
  const { promise: landed, resolve } = Promise.withResolvers<void>();
  let settlement: Promise<void> | undefined;
  afterResponse(landed);
  return {
    id: parts.reservation.id,
    safetyIdentifier: parts.safetyIdentifier,
    cut: startRunning(parts.reservation),
    settle: (end) => (settlement ??= settle(parts, end, resolve)),
  };
}

async function settle(parts: Parts, end: SettledEnd, whenLanded: () => void): Promise<void> {
  const { input, model, reservation, holdMicroUsd, probing } = parts;
  const cost = await costOfReply(end, { ...input, model, holdMicroUsd }).catch(() => holdMicroUsd);
  stopRunning(reservation.id);
  const settling = retryUntilStored(() => settleIn(runScript, reservation, cost));
  void settling.landed.then(whenLanded);
  // What was refused is logged as such, and cost nothing.
  if (!end.isFree) publishReply(figuresOf(parts, end, cost));
  await settling.first;
  await noteProvider(end, { provider: providerNameOf(model), model: input.model, probing });
}

function figuresOf({ user, input }: Parts, end: SettledEnd, microUsd: number): ReplyEvent {
  const { ended, usage, firstWordMs, totalMs } = end;
  const who = { requestId: input.requestId, account: user.account, plan: user.basePlan, model: input.model };
  // What is no usage would spoil the sums of the day.
  const counted = usage && isUsage(usage) ? usage : null;
  return { ...who, ended, usage: counted, microUsd, firstWordMs, totalMs };
}
