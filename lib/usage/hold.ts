/** What a running reply holds: its share of the budgets and its slot, given back exactly once and never lost. */
import "server-only";

import type { ChatUser } from "../auth/require-user.ts";
import type { ChatInput } from "../chat/chat-request.ts";
import type { ModelConfig } from "../config-schema.ts";
import { publishReply, type ReplyEvent } from "../events.ts";
import { keepAlive } from "../keep-alive.ts";
import { runScript } from "../store/run-script.ts";
import { closeBreaker, openBreaker } from "./breaker.ts";
import { costOfReply, type ReplyEnd } from "./cost-of-reply.ts";
import { type Reservation, settleIn } from "./ledger.ts";
import { isUsage } from "./price.ts";
import { startRunning, stopRunning } from "./running-replies.ts";
import { safetyIdentifierFor } from "./safety-identifier.ts";
import { untilItLands } from "./until-it-lands.ts";

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
  /** The provider refuses the owner's key, quota or billing. */
  accountRefused: boolean;
  /** For the owner's figures: "stop", "length", "reader_left", or the code of what ended it. */
  ended: string;
  /** Whole milliseconds from the call of the provider; null when no word came. */
  firstWordMs: number | null;
  totalMs: number;
};

type Parts = {
  user: ChatUser;
  input: ChatInput;
  model: ModelConfig;
  reservation: Reservation;
  holdMicroUsd: number;
  /** The request that tries a provider which was unavailable. */
  probing: boolean;
};

export function createHold(parts: Parts): Hold {
  const { promise: landed, resolve } = Promise.withResolvers<void>();
  let settlement: Promise<void> | undefined;
  keepAlive(landed);
  return {
    id: parts.reservation.id,
    safetyIdentifier: safetyIdentifierFor(parts.user.id),
    cut: startRunning(parts.reservation),
    settle: (end) => (settlement ??= settle(parts, end, resolve)),
  };
}

async function settle(parts: Parts, end: SettledEnd, whenLanded: () => void): Promise<void> {
  const { input, model, reservation, holdMicroUsd, probing } = parts;
  const cost = await costOfReply(end, { model, texts: input.texts, holdMicroUsd }).catch(() => holdMicroUsd);
  stopRunning(reservation.id);
  const settling = untilItLands(() => settleIn(runScript, reservation, cost));
  void settling.landed.then(whenLanded);
  // A refusal of the provider is logged as such, and cost nothing.
  if (!end.refused) publishReply(figuresOf(parts, end, cost));
  await settling.first;
  await noteProvider(end, probing);
}

function figuresOf({ user, input }: Parts, end: SettledEnd, microUsd: number): ReplyEvent {
  const { ended, usage, firstWordMs, totalMs } = end;
  const who = { requestId: input.requestId, account: user.account, plan: user.plan, model: input.model };
  // What is no usage would spoil the sums of the day.
  const counted = usage && isUsage(usage) ? usage : null;
  return { ...who, ended, usage: counted, microUsd, firstWordMs, totalMs };
}

/** The breaker is a courtesy to visitors and protects no money, so a store that does not answer is no reason to fail. */
async function noteProvider({ accountRefused, usage, pieces }: SettledEnd, probing: boolean): Promise<void> {
  // Words are an answer as well as a bill is: some compatible servers never send one.
  const answered = usage !== null || pieces > 0;
  try {
    if (accountRefused) await openBreaker();
    else if (probing && answered) await closeBreaker();
  } catch {
    console.warn("breaker: the store did not answer");
  }
}
