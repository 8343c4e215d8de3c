/** Takes everything that a reply needs, its whole worst case included, or nothing: the ledger's one way in. */
import "server-only";

import type { RunScript } from "../store/define-script.ts";
import { keys } from "../store/keys.ts";
import type { BudgetWindow } from "./budget-windows.ts";
import { RESERVE } from "./reserve-script.ts";
import { BREAKER_MS, keysOf, LEASE_MS, MEMORY_MS, oldestKept, type Reservation } from "./reservation.ts";
import { parseTaken, type Taken } from "./taken.ts";
import type { Totals } from "./totals.ts";

/** Whose reservation it is, and under which terms: the same when its hold grows. */
export type Terms = {
  reservation: Reservation;
  /** In refusing order: the user's month and day, the service's month and day. */
  windows: BudgetWindow[];
  parallelReplies: number;
  /** The terms of every plan that may be granted, as lib/ledger/granted.ts writes them. */
  plans: string;
  thresholdsPercent: number[];
  /** What this process has last seen of the service, if it has. */
  seen: Totals | undefined;
  /** Epoch milliseconds. */
  nowMs: number;
};

export type ReserveOptions = Terms & {
  chatTokenId: string;
  /** Which provider is to be called: it may be one that refused the owner's account. */
  provider: string;
  /** micro-USD */
  hold: number;
};

const REFUSED = [
  "paused",
  "blocked",
  "signed_out",
  "breaker_open",
  "token_used",
  "parallel_limit",
  "cancelled",
  "forgotten",
] as const;
export type ReserveAnswer = Taken<"reserved" | "probing"> | { word: (typeof REFUSED)[number]; crossings: [] };

/** @throws when the store gives no answer, or one that is not the script's */
export async function reserveIn(run: RunScript, options: ReserveOptions): Promise<ReserveAnswer> {
  const { account, userId } = options.reservation;
  const gates = {
    token: keys.spentToken(options.chatTokenId),
    pause: keys.pause,
    block: keys.blocked(account),
    breaker: keys.breaker(options.provider),
  };
  const own = { grant: keys.grant(account), ended: keys.signedOut(account), own_ended: keys.signedOut(userId) };
  const answer = await RESERVE.run(run, {
    keys: { ...keysOf(options.reservation), ...gates, ...own },
    args: { ...askedOf(options), hold: options.hold, ...timesAt(options.nowMs) },
  });
  const refused = REFUSED.find((word) => word === answer);
  return refused ? { word: refused, crossings: [] } : parseTaken(answer, options.windows, ["reserved", "probing"]);
}

/** By the names that the scripts use. */
export function askedOf({ reservation, windows, seen, ...asked }: Terms) {
  const { id, month, day, signedInAt: signed_in_at } = reservation;
  return {
    id,
    month,
    day,
    signed_in_at,
    limits: windows.map(({ limitMicroUsd }) => limitMicroUsd).join(" "),
    thresholds: asked.thresholdsPercent.join(","),
    parallel_replies: asked.parallelReplies,
    plans: asked.plans,
    seen_since: seen?.since ?? "",
    seen_holds: seen?.holds ?? 0,
  };
}

function timesAt(now: number) {
  return { now, lease_end: now + LEASE_MS, next_try: now + BREAKER_MS, ...MEMORY_MS, ...oldestKept(now) };
}
