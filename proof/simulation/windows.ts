/** Names the windows that a reservation counts in, for books that are kept outside the store. */
import type { Reservation } from "../../lib/ledger/reservation.ts";
import { keys } from "../../lib/store/keys.ts";

const DAY_MS = 86_400_000;

/** "<hash> <field>", in refusing order: the user's month and day, the service's month and day. */
export function windowNames({ account, month, day }: Reservation): string[] {
  return [keys.userSpend(account), keys.serviceSpend].flatMap((hash) => [`${hash} ${month}`, `${hash} ${day}`]);
}

export function hashAndField(window: string): [string, string] {
  const [hash = "", field = ""] = window.split(" ");
  return [hash, field];
}

/** The store forgets figures some days after their period: what is younger than this must still be there. */
export function isRecent(window: string, nowMs: number): boolean {
  const [, period] = hashAndField(window);
  return period >= new Date(nowMs - 2 * DAY_MS).toISOString().slice(0, period.length);
}
