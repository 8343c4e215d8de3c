/** Takes everything that a reply needs, its whole worst case included, or nothing: the ledger's one way in. */
import "server-only";

import type { RunScript } from "../store/define-script.ts";
import { keys } from "../store/keys.ts";
import type { BudgetWindow } from "./budget-windows.ts";
import { RESERVE } from "./reserve-script.ts";
import { BREAKER_MS, brokenStore, keysOf, LEASE_MS, MEMORY_MS, oldestKept, type Reservation } from "./reservation.ts";
import { type Crossing, parseCrossings } from "./thresholds.ts";
import { parseTotals, type Totals } from "./totals.ts";

export type ReserveOptions = {
  reservation: Reservation;
  /** In refusing order: the user's month and day, the service's month and day. */
  windows: BudgetWindow[];
  chatTokenId: string;
  /** Which provider is to be called: it may be one that refused the owner's account. */
  provider: string;
  /** micro-USD */
  hold: number;
  parallelReplies: number;
  /** The terms of every plan that may be granted, as lib/ledger/granted.ts writes them. */
  plans: string;
  thresholdsPercent: number[];
  /** What this process has last seen of the service, if it has. */
  seen: Totals | undefined;
  /** Epoch milliseconds. */
  nowMs: number;
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
export type ReserveAnswer = { crossings: Crossing[] } & (
  | {
      word: "reserved" | "probing";
      /** Missing when the reservation had been taken before. */
      service?: { totals: Totals; hasBegun: boolean } | undefined;
    }
  | { word: (typeof REFUSED)[number] }
  | { word: "exhausted"; window: BudgetWindow }
);

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
    args: { ...askedOf(options), ...timesAt(options.nowMs) },
  });
  return parse(answer, options.windows);
}

function askedOf({ reservation, windows, seen, ...asked }: ReserveOptions) {
  const { id, month, day, signedInAt: signed_in_at } = reservation;
  return {
    id,
    month,
    day,
    signed_in_at,
    hold: asked.hold,
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

function parse(answer: unknown, windows: BudgetWindow[]): ReserveAnswer {
  const refused = REFUSED.find((word) => word === answer);
  if (refused) return { word: refused, crossings: [] };
  // A list of one word prints like the word, and is no answer of ours.
  const [word, ...rest] = typeof answer === "string" ? answer.split(" ") : [];
  if (word === "reserved" || word === "probing") {
    const last = rest.pop();
    return { word, service: last === undefined ? undefined : parseTotals(last), crossings: crossingsOf(rest, windows) };
  }
  const window = word === "exhausted" ? windows[Number(rest.shift()) - 1] : undefined;
  if (!window) throw brokenStore();
  return { word: "exhausted", window, crossings: crossingsOf(rest, windows) };
}

function crossingsOf(texts: string[], windows: BudgetWindow[]): Crossing[] {
  return texts.flatMap((text) => parseCrossings(text, windows));
}
