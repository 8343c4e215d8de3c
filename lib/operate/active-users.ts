/** Who used the service on a day, biggest spenders first, a page at a time. */
import "server-only";

import { z } from "zod";

import { parseGrant } from "../auth/grant.ts";
import { Refusal } from "../errors.ts";
import type { PlanName } from "../config-schema.ts";
import { isPlan } from "../safeguards.ts";
import { keys } from "../store/keys.ts";
import { fromStore, redis } from "../store/redis.ts";
import { idSchema } from "./list-entries.ts";
import { readFields } from "./read-fields.ts";
import { wholeNumber } from "./whole-numbers.ts";

export type ActiveUser = {
  id: string;
  plan: string;
  /** Replies of this day. */
  requests: number;
  /** Holds of running replies included. */
  usedMicroUsd: number;
  /** ISO 8601; null when unknown. */
  lastSeen: string | null;
  blocked: boolean;
};
export type ActiveUsers = { users: ActiveUser[]; page: number; pages: number; total: number };

const PAGE_SIZE = 50;

const spendersSchema = z.tuple([z.array(idSchema), z.int().min(0)]);

/** @param day "2026-11-23" @param page from 1 @throws Refusal `store_unavailable` */
export async function activeUsers(day: string, page: number): Promise<ActiveUsers> {
  const start = (page - 1) * PAGE_SIZE;
  const [ids, total] = await fromStore(async () =>
    spendersSchema.parse(
      await Promise.all([
        redis().zrange(keys.spenders(day), start, start + PAGE_SIZE - 1, { rev: true }),
        redis().zcard(keys.spenders(day)),
      ]),
    ),
  );
  const users = await usersOf(day, ids);
  return { users, page, pages: Math.max(1, Math.ceil(total / PAGE_SIZE)), total };
}

const usedAndSetSchema = z.tuple([z.array(z.unknown()), z.array(z.unknown())]);

/** One round trip for the whole page: what is asked for in one tick shares it. */
async function usersOf(day: string, ids: string[]): Promise<ActiveUser[]> {
  if (ids.length === 0) return [];
  const [accounts, [used, set]] = await Promise.all([
    readFields(keys.accounts(day), ids),
    fromStore(async () =>
      usedAndSetSchema.parse(
        await Promise.all([
          Promise.all(ids.map((id) => redis().hget(keys.userSpend(id), day))),
          redis().mget(...ids.map(keys.blocked), ...ids.map(keys.grant)),
        ]),
      ),
    ),
  ]);
  if (set.length !== 2 * ids.length || set.includes(undefined)) throw new Refusal("store_unavailable");
  const grants = await fromStore(async () => set.slice(ids.length).map((text) => parseGrant(text, Date.now())));
  return ids.map((id, at) => {
    const { plan, ...seen } = accountOf(accounts[at]);
    const usedMicroUsd = wholeNumber(used[at]);
    return { id, plan: grants[at]?.plan ?? plan, ...seen, usedMicroUsd, blocked: set[at] !== null };
  });
}

/** @param entry "<replies> <ISO 8601> <plan>", as lib/operate/reply-log.ts writes it; null while the first reply runs */
function accountOf(entry: unknown): Pick<ActiveUser, "requests" | "lastSeen" | "plan"> {
  if (entry === null) return { requests: 0, lastSeen: null, plan: "unknown" };
  const [, replies, lastSeen = "", plan = ""] = (typeof entry === "string" && /^(\d+) (\S+) (.+)$/.exec(entry)) || [];
  if (!replies) throw new Refusal("store_unavailable");
  return { requests: wholeNumber(replies), lastSeen, plan };
}

/** @param day "2026-11-23" @throws Refusal `store_unavailable` */
export async function seenOn(day: string, account: string): Promise<Pick<ActiveUser, "requests" | "lastSeen">> {
  const [entry] = await readFields(keys.accounts(day), [account]);
  const { requests, lastSeen } = accountOf(entry ?? null);
  return { requests, lastSeen };
}

/** The plan that an account was last seen on today, grants aside; of one that was not seen, the one it begins with. */
export function planOfEntry(account: string, entry: unknown): PlanName {
  const { plan } = accountOf(entry);
  return isPlan(plan) ? plan : account.startsWith("guest@") ? "guest" : "member";
}
