/**
 * How long each kind of thing is kept in the store, in days. Whoever keeps something reads it here, and so does what erases an
 * account: a kind that names accounts and is missing here would be left behind. Request limits are kept for two windows.
 */
import { DAY_MS } from "./days.ts";

export const KEPT_DAYS = {
  /** A user's spending, past the end of its day or month: late settlements need it. */
  userSpend: 3,
  /** The service's, which the owner looks back at. */
  serviceSpend: 62,
  /** A day's counters, and what each account spent and asked on it. */
  statistics: 62,
  /** What the provider billed for a day beside the ledger. */
  drift: 62,
  /** The latest alerts and admin actions, past the last one. */
  lists: 62,
  /** That a guest's session was ended: longer than it can last, since what was ended is not renewed. A member's is kept. */
  guestSignOut: 31,
  /** A running reply's hold, past its last renewal. */
  hold: 1,
  /** What an ended reply was settled at, so that a repeated settlement changes nothing. */
  settled: 1 / 24,
};

type Kind = keyof typeof KEPT_DAYS;

export const keptMs = (kind: Kind): number => KEPT_DAYS[kind] * DAY_MS;
export const keptSeconds = (kind: Kind): number => keptMs(kind) / 1000;
