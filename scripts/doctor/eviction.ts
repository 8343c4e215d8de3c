/** Whether the store would throw limits away when it is full. Managed services often forbid CONFIG, and tell by INFO. */
import { z } from "zod";

import { redis } from "../../lib/store/redis.ts";
import { type Finding, speaker } from "./finding.ts";

const { good, bad, question } = speaker("store");

/** What Upstash calls its one way to evict. */
const UPSTASH = "optimistic-volatile";

const pairSchema = z.tuple([z.literal("maxmemory-policy"), z.string()]);

export async function checkEviction(): Promise<Finding> {
  const policy = (await policyByConfig()) ?? (await policyByInfo());
  const where = policy === UPSTASH ? "in the database's configuration at Upstash" : "maxmemory-policy noeviction";
  const cure = `Turn eviction off (${where}): it takes keys with an expiry first, which is every limit.`;
  if (policy === undefined) return question("Is eviction turned off? The store does not say.", cure);
  return policy === "noeviction" ? good("It evicts nothing.") : bad(`It evicts by ${policy} when it is full.`, cure);
}

async function policyByConfig(): Promise<string | undefined> {
  const answer = await redis()
    .exec<unknown>(["CONFIG", "GET", "maxmemory-policy"])
    .catch(() => undefined);
  return pairSchema.safeParse(answer).data?.[1];
}

async function policyByInfo(): Promise<string | undefined> {
  const answer = await redis()
    .exec<unknown>(["INFO", "memory"])
    .catch(() => undefined);
  return typeof answer === "string" ? /^maxmemory_policy:(\S+)/m.exec(answer)?.[1] : undefined;
}
