/** Where an account's traces can be in the store: known names by day, so that nothing has to be searched for. */
import "server-only";

import { DAY_MS, lastDays } from "../store/days.ts";
import { keys } from "../store/keys.ts";
import { KEPT_DAYS } from "../store/retention.ts";

/** From the oldest day that can be kept, and one more for what was written at its very end, to tomorrow, for a clock that is ahead. */
export function keptDays(nowMs: number): string[] {
  return lastDays(nowMs + DAY_MS, KEPT_DAYS.statistics + 3);
}

/** Everything that is the account's alone. */
export function ownNames(account: string): string[] {
  const requests = ["chat:user", "token:user"].map((counter) => keys.requests(counter, account));
  const granted = [keys.grant(account), keys.signedOut(account)];
  return [keys.running(account), keys.userSpend(account), ...granted, ...requests];
}
