/** What a reply takes from the ledger, for how long each part of it is remembered, and how a broken store is told. */
import "server-only";

import { DAY_MS, utcDay } from "../store/days.ts";
import { keys } from "../store/keys.ts";
import { KEPT_DAYS, keptMs } from "../store/retention.ts";

/** Whom a reservation is for and the periods that it counts in, whenever it ends; kept by the process that holds it. */
export type Reservation = {
  id: string;
  account: string;
  /** UTC, "2026-11-23". */
  day: string;
  /** UTC, "2026-11". */
  month: string;
  /** Whose session it is, and the epoch second in which that began. */
  userId: string;
  signedInAt: number;
};

/** A crashed process frees its slots after this long; a living one renews them long before. */
export const LEASE_MS = 30_000;
/** Between two tries of a provider that has refused the owner's key. */
export const BREAKER_MS = 60_000;

const LONGEST_MONTH_DAYS = 31;

/** By the names that the scripts use. Spending is remembered from a month's first reservation to the last use of its figures. */
export const MEMORY_MS = {
  token_ms: 310_000,
  held_ms: keptMs("hold"),
  ended_ms: keptMs("settled"),
  spend_ms: (LONGEST_MONTH_DAYS + KEPT_DAYS.userSpend + 1) * DAY_MS,
  service_ms: (LONGEST_MONTH_DAYS + KEPT_DAYS.serviceSpend + 1) * DAY_MS,
};

/** The oldest days whose figures are kept, by the names that the scripts use. */
export function oldestKept(nowMs: number): { oldest_spend: string; oldest_service: string } {
  const daysAgo = (days: number) => utcDay(nowMs - days * DAY_MS);
  return { oldest_spend: daysAgo(KEPT_DAYS.userSpend), oldest_service: daysAgo(KEPT_DAYS.serviceSpend) };
}

/** Of the keys that both the beginning and the end of a reservation touch. */
export function keysOf({ id, account }: Pick<Reservation, "id" | "account">) {
  return {
    reservation: keys.reservation(id),
    running: keys.running(account),
    credit: keys.credit(account),
    outstanding: keys.creditOutstanding,
    spend: keys.userSpend(account),
    service: keys.serviceSpend,
  };
}

export function brokenStore(): Error {
  return new Error("The store's answer is none of the ledger's words");
}
