/** Erases all that is stored about an account. What it spent stays in the service's totals, which name nobody. */
import "server-only";

import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { env } from "../env.ts";
import { keys } from "../store/keys.ts";
import { fromStore, redis } from "../store/redis.ts";
import { keptDays, ownNames } from "./erase-names.ts";
import { eraseFromLists } from "./erase-lists.ts";
import { audit } from "./pause.ts";
import { wholeNumber } from "./whole-numbers.ts";

/** A blocked reply ends within two seconds; a crashed one writes nothing more, whatever its lease says. */
const PATIENCE = { tries: 12, pauseMs: 250 };

type Options = {
  /** Whether an account that is blocked stays so, and with it its id. */
  keepBlock?: boolean;
};

/**
 * @param account as GET /api/admin/usage lists it; its running replies are cut first
 * @param by who does it, for the audit list, which gets a hash instead of the account
 * @returns how many entries there were
 * @throws Refusal `store_unavailable`; then some of it may be left, and it can be done again
 */
export async function eraseUser(account: string, by: string, { keepBlock = false }: Options = {}): Promise<number> {
  const hash = hashOf(account);
  const wasBlocked = (await fromStore(() => redis().exists(keys.blocked(account)))) === 1;
  await endReplies(account);
  const erased = await eraseEntries(account);
  const fromLists = await eraseFromLists(account, hash);
  if (!wasBlocked || !keepBlock) await unblock(account);
  await audit({ by, action: "erase", about: hash });
  return erased + fromLists;
}

/** What still runs would write again what is being erased. */
async function endReplies(account: string): Promise<void> {
  const { tries, pauseMs } = PATIENCE;
  await fromStore(() => redis().multi().set(keys.blocked(account), "1").sadd(keys.blockedAccounts, account).exec());
  for (let done = 0; done < tries; done += 1) {
    const running = await fromStore(() => redis().zcount(keys.running(account), Date.now(), "+inf"));
    if (running === 0) return;
    await sleep(pauseMs);
  }
}

/** One transaction of names that are known, some two hundred: nothing is searched for. */
async function eraseEntries(account: string): Promise<number> {
  const [nowMs, trip] = [Date.now(), redis().multi()];
  trip.del(...ownNames(account, nowMs));
  for (const day of keptDays(nowMs)) trip.zrem(keys.spenders(day), account).hdel(keys.requestsOf(day), account);
  const removed = await fromStore(() => trip.exec<unknown[]>());
  return removed.reduce<number>((sum, one) => sum + wholeNumber(one), 0);
}

async function unblock(account: string): Promise<void> {
  await fromStore(() => redis().multi().del(keys.blocked(account)).srem(keys.blockedAccounts, account).exec());
}

/** Keyed, because ids are guessable; with the id and the secret at hand one can still tell that it was done. */
function hashOf(account: string): string {
  const { NEXTAUTH_SECRET: secret } = env();
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set");
  return `erased:${createHmac("sha256", `${secret} erased-account`).update(account).digest("hex").slice(0, 32)}`;
}
