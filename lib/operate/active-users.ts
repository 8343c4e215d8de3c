/** Who used the service on a day, biggest spenders first, a page at a time. */
import "server-only";

import { z } from "zod";

import { keys } from "../store/keys.ts";
import { fromStore, redis } from "../store/redis.ts";
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

const accountSchema = z.object({ plan: z.string().default("unknown"), lastSeen: z.string().nullable().default(null) });

/** @param day "2026-11-23" @param page from 1 @throws Refusal `store_unavailable` */
export async function activeUsers(day: string, page: number): Promise<ActiveUsers> {
  const start = (page - 1) * PAGE_SIZE;
  const [ids, total] = await fromStore(() =>
    Promise.all([
      redis().zrange<unknown[]>(keys.spenders(day), start, start + PAGE_SIZE - 1, { rev: true }),
      redis().zcard(keys.spenders(day)),
    ]),
  );
  const users = await fromStore(() => Promise.all(ids.map(String).map((id) => activeUser(day, id))));
  return { users, page, pages: Math.max(1, Math.ceil(total / PAGE_SIZE)), total };
}

/** All of a page's are asked for in one tick, and share one trip. */
async function activeUser(day: string, id: string): Promise<ActiveUser> {
  const [used, requests, account, blocked] = await Promise.all([
    redis().hget(keys.userSpend(id, day), "used"),
    redis().hget(keys.requestsOf(day), id),
    redis().hgetall(keys.account(id)),
    redis().exists(keys.blocked(id)),
  ]);
  const { plan, lastSeen } = accountSchema.parse(account ?? {});
  return {
    id,
    plan,
    requests: wholeNumber(requests),
    usedMicroUsd: wholeNumber(used),
    lastSeen,
    blocked: blocked === 1,
  };
}
