/** Short lists for the owner's page: the latest alerts and admin actions, newest first. */
import "server-only";

import type { z } from "zod";

import { fromStore, redis } from "../store/redis.ts";

const KEEP = 200;
const KEEP_SECONDS = 62 * 86_400;

/** Never rejects: what is told elsewhere too must not fail because it could not be listed. */
export async function remember(list: string, entry: object): Promise<void> {
  try {
    await redis()
      .pipeline()
      .lpush(list, entry)
      .ltrim(list, 0, KEEP - 1)
      .expire(list, KEEP_SECONDS)
      .exec();
  } catch {
    console.warn(JSON.stringify({ event: "list_entry_lost", list }));
  }
}

/** @throws Refusal `store_unavailable` */
export async function recent<T>(list: string, schema: z.ZodType<T>, most: number): Promise<T[]> {
  const entries = await fromStore(() => redis().lrange<unknown>(list, 0, most - 1));
  return entries.flatMap((entry) => schema.safeParse(entry).data ?? []);
}
