/** Short lists for the owner's page: the latest alerts and admin actions, newest first. */
import "server-only";

import { z } from "zod";

import { log } from "../log.ts";
import { fromStore, redis } from "../store/redis.ts";
import { keptSeconds } from "../store/retention.ts";

export const KEPT_ENTRIES = 200;

/** Never rejects: what is told elsewhere too must not fail because it could not be listed. */
export async function remember(list: string, entry: object): Promise<void> {
  try {
    await redis()
      .pipeline()
      .lpush(list, entry)
      .ltrim(list, 0, KEPT_ENTRIES - 1)
      .expire(list, keptSeconds("lists"))
      .exec();
  } catch {
    log("warn", "list_entry_lost", { list });
  }
}

/** @throws Refusal `store_unavailable` */
export async function recent<T>(list: string, schema: z.ZodType<T>, most: number): Promise<T[]> {
  const entries = await fromStore(async () => z.array(z.unknown()).parse(await redis().lrange(list, 0, most - 1)));
  return entries.flatMap((entry) => schema.safeParse(entry).data ?? []);
}
