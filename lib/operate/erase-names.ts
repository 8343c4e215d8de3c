/** Where an account's traces can be in the store: known names by day, so that nothing has to be searched for. */
import "server-only";

import { DAY_MS, lastDays } from "../store/days.ts";
import { keys } from "../store/keys.ts";
import { KEPT_DAYS } from "../store/retention.ts";

/** From the oldest day that can be kept, and one more for what was written at its very end, to tomorrow, for a clock that is ahead. */
export function keptDays(nowMs: number): string[] {
  return lastDays(nowMs + DAY_MS, KEPT_DAYS.statistics + 3);
}

/** Everything that is the account's alone. @param options signOut: with the mark that its sessions have ended */
export function ownNames(account: string, { signOut }: { signOut: boolean }): string[] {
  const requests = ["chat:user", "token:user"].map((counter) => keys.requests(counter, account));
  const marks = signOut ? [keys.signedOut(account)] : [];
  return [keys.running(account), keys.userSpend(account), keys.grant(account), ...marks, ...requests];
}
