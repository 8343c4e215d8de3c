/** Takes an account out of the owner's lists: its alerts go, and what admins did to it stays under a hash. */
import "server-only";

import { z } from "zod";

import { keys } from "../store/keys.ts";
import { fromStore, redis } from "../store/redis.ts";
import { auditSchema, listedAlertSchema } from "./list-entries.ts";

const listsSchema = z.tuple([z.array(z.unknown()), z.array(z.unknown())]);

/** Lists are short, and so are read whole. @returns how many entries named it @throws Refusal `store_unavailable` */
export async function eraseFromLists(account: string, hash: string): Promise<number> {
  const [alerts, audits] = await fromStore(async () =>
    listsSchema.parse(await Promise.all([redis().lrange(keys.alerts, 0, -1), redis().lrange(keys.audit, 0, -1)])),
  );
  const transaction = redis().multi();
  const [goners, renamed] = [
    alerts.filter((entry) => isAlertOf(entry, account)),
    audits.filter((entry) => names(entry, account)),
  ];
  for (const entry of goners) transaction.lrem(keys.alerts, 1, entry);
  for (const entry of renamed) {
    transaction.linsert(keys.audit, "before", entry, rename(entry, account, hash));
    transaction.lrem(keys.audit, 1, entry);
  }
  if (goners.length + renamed.length > 0) await fromStore(() => transaction.exec());
  return goners.length + renamed.length;
}

/** By the alert's id, "budget_threshold:user:<account>:day:2026-11-23:80": an account may be the beginning of another. */
function isAlertOf(entry: unknown, account: string): boolean {
  const { id = "" } = listedAlertSchema.safeParse(entry).data ?? {};
  const prefix = `budget_threshold:user:${account}:`;
  return id.startsWith(prefix) && /^(day|month):[\d-]+:[\d.]+$/.test(id.slice(prefix.length));
}

function names(entry: unknown, account: string): boolean {
  const { about, by } = auditSchema.safeParse(entry).data ?? {};
  return about === account || by === account;
}

function rename(entry: unknown, account: string, hash: string): unknown {
  // What was changed may name them as well: a note does.
  const { about, by, change: _, ...rest } = auditSchema.parse(entry);
  return { ...rest, by: by === account ? hash : by, about: about === account ? hash : about };
}
