/** The switch that stops all paid work, running replies included, and the one that stops a user's. Both are audited. */
import "server-only";

import { z } from "zod";

import { publishAlert } from "../events.ts";
import { log } from "../log.ts";
import { keys } from "../store/keys.ts";
import { fromStore, redis } from "../store/redis.ts";
import type { AuditEntry } from "./list-entries.ts";
import { remember } from "./recent.ts";

export const pauseSchema = z.object({ reason: z.string(), by: z.string(), since: z.string() });
export type Pause = z.infer<typeof pauseSchema>;

/** Running replies hear of it at their next heartbeat. @param by the admin's id @throws Refusal `store_unavailable` */
export async function pauseService(reason: string, by: string): Promise<Pause> {
  const pause = { reason, by, since: new Date().toISOString() };
  await fromStore(async () => z.literal("OK").parse(await redis().set(keys.pause, pause)));
  publishAlert({ event: "paused", reason });
  await audit({ by, action: "pause", about: reason });
  return pause;
}

/** A person who resumes also vouches for the provider. @throws Refusal `store_unavailable` */
export async function resumeService(reason: string, by: string): Promise<void> {
  await fromStore(async () => z.int().parse(await redis().del(keys.pause, keys.breaker)));
  publishAlert({ event: "resumed", reason });
  await audit({ by, action: "resume", about: reason });
}

/** @param account as GET /api/admin/usage lists it @throws Refusal `store_unavailable` */
export async function setBlocked(account: string, blocked: boolean, by: string): Promise<void> {
  const key = keys.blocked(account);
  const transaction = redis().multi();
  if (blocked) transaction.set(key, "1").sadd(keys.blockedAccounts, account);
  else transaction.del(key).srem(keys.blockedAccounts, account);
  await fromStore(async () => z.tuple([blocked ? z.literal("OK") : z.int(), z.int()]).parse(await transaction.exec()));
  await audit({ by, action: blocked ? "block" : "unblock", about: account });
}

export async function audit(entry: Omit<AuditEntry, "at">): Promise<void> {
  log("info", "admin_action", entry);
  await remember(keys.audit, { at: new Date().toISOString(), ...entry });
}
