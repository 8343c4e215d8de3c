/** Stops asking a provider that has refused the owner's key or account, and tries it again with one request a minute. */
import "server-only";

import { publishAlert } from "../events.ts";
import { keys } from "../store/keys.ts";
import { redis } from "../store/redis.ts";
import { BREAKER_MS } from "../ledger/reservation.ts";

/** Safe without a person: the provider refuses at no cost, and the ledger lets a single request try each time. */
export async function openBreaker(provider: string): Promise<void> {
  const isNew = await redis().set(keys.breaker(provider), String(Date.now() + BREAKER_MS), { nx: true });
  const reason = "The provider refuses the key or the account.";
  if (isNew) publishAlert({ event: "provider_unavailable", provider, reason });
}

export async function closeBreaker(provider: string): Promise<void> {
  await redis().del(keys.breaker(provider));
  publishAlert({ event: "resumed", provider, reason: "The provider answers again." });
}
