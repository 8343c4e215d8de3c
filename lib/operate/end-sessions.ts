/** Ends every session that began before now: the gate hears of it at the next token, the ledger at once, running replies within two seconds. */
import "server-only";

import { setTimeout as sleep } from "node:timers/promises";

import type { User } from "../auth/identify.ts";
import { log } from "../log.ts";
import { keptMs } from "../store/retention.ts";
import { markEnded } from "./mark-ended.ts";
import { audit } from "./pause.ts";

/** @param account as GET /api/admin/usage lists it @throws Refusal `store_unavailable` */
export async function signOut(account: string, by: string): Promise<void> {
  await endingSecond((second) => markEnded(account, second));
  await audit({ by, action: "sign-out", about: account });
}

/**
 * Everywhere, by the user's own wish. A guest's own sessions alone, and not all of those behind one address; that mark ends by itself,
 * because anyone can be any number of guests.
 */
export async function endOwnSessions({ id, isGuest }: Pick<User, "id" | "isGuest">): Promise<void> {
  await endingSecond((second) => markEnded(id, second, isGuest ? keptMs("guestSignOut") : 0));
  log("info", "signed_out_everywhere", { id });
}

/**
 * Sessions know the second of their sign-in and no more. The one that this second begins ends as well, so the answer waits for the next:
 * whoever signs in after it has a session that stays.
 */
export async function endingSecond(mark: (second: number) => Promise<void>): Promise<void> {
  const nowMs = Date.now();
  const second = Math.floor(nowMs / 1000);
  await mark(second);
  await sleep((second + 1) * 1000 - nowMs);
}
