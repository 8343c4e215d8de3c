/** The switch that stops all paid work, running replies included, and the list of what admins did. */
import "server-only";

import { z } from "zod";

import { publishAlert } from "../events.ts";
import { log } from "../log.ts";
import { providerNamesIn } from "../providers.ts";
import { safeguards } from "../safeguards.ts";
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

/** A person who resumes also vouches for the providers. @throws Refusal `store_unavailable` */
export async function resumeService(reason: string, by: string): Promise<void> {
  const breakers = providerNamesIn(safeguards()).map(keys.breaker);
  await fromStore(async () => z.int().parse(await redis().del(keys.pause, ...breakers)));
  publishAlert({ event: "resumed", reason });
  await audit({ by, action: "resume", about: reason });
}

export async function audit(entry: Omit<AuditEntry, "at">): Promise<void> {
  log("info", "admin_action", entry);
  await remember(keys.audit, { at: new Date().toISOString(), ...entry });
}
