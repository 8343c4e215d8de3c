/** How many replies run right now, for the owner's page: noted with every heartbeat, and faded when heartbeats stop. */
import "server-only";

import { keys } from "../store/keys.ts";
import { redis } from "../store/redis.ts";

/** Three heartbeats. */
const FADES_AFTER_MS = 3_000;

/** Asked for in the same tick as the renewal of leases, it shares its trip. Never rejects: it is only looked at. */
export async function noteRunning(ids: string[], nowMs: number): Promise<void> {
  const [first, ...others] = ids.map((member) => ({ score: nowMs + FADES_AFTER_MS, member }));
  if (!first) return;
  const trip = [redis().zadd(keys.allRunning, first, ...others), redis().zremrangebyscore(keys.allRunning, 0, nowMs)];
  await Promise.allSettled(trip);
}
