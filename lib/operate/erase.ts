/** Erases all that is stored about an account. What it spent stays in the service's totals, which name nobody. */
import "server-only";

import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import { pseudonymOf } from "../auth/derive-key.ts";
import { eraseCreditIn } from "../ledger/credit.ts";
import { runScript } from "../store/run-script.ts";
import { leaseEnds } from "../ledger/slots.ts";
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
 * @param by who does it, for the audit list, which gets a keyed hash instead: with id and secret at hand one can tell that it was done
 * @returns how many entries there were
 * @throws Refusal `store_unavailable`; then some of it may be left, and it can be done again
 */
export async function eraseUser(account: string, by: string, { keepBlock = false }: Options = {}): Promise<number> {
  const hash = `erased:${await pseudonymOf(account, "erased-account")}`;
  const wasBlocked = wholeNumber(await fromStore(() => redis().exists(keys.blocked(account)))) === 1;
  const staysBlocked = wasBlocked && keepBlock;
  await endReplies(account);
  // Sessions from before a block stay ended when it is lifted one day.
  const erased = await eraseEntries(account, ownNames(account, { signOut: !staysBlocked }));
  const credit = await fromStore(() => eraseCreditIn(runScript, account));
  const fromLists = await eraseFromLists(account, hash);
  if (!staysBlocked) await unblock(account);
  await audit({ by, action: "erase", about: hash });
  return erased + credit + fromLists;
}

/** What still runs would write again what is being erased. */
async function endReplies(account: string): Promise<void> {
  const { tries, pauseMs } = PATIENCE;
  const transaction = redis().multi().set(keys.blocked(account), "1").sadd(keys.blockedAccounts, account);
  await fromStore(async () => z.tuple([z.literal("OK"), z.int()]).parse(await transaction.exec()));
  for (let done = 0; done < tries; done += 1) {
    const ends = await fromStore(async () => leaseEnds(await redis().get(keys.running(account))));
    if ([...ends.values()].every((endMs) => endMs < Date.now())) return;
    await sleep(pauseMs);
  }
}

/** One transaction of names that are known, some hundred: nothing is searched for. */
async function eraseEntries(account: string, names: string[]): Promise<number> {
  const transaction = redis()
    .multi()
    .del(...names);
  for (const day of keptDays(Date.now()))
    transaction.zrem(keys.spenders(day), account).hdel(keys.accounts(day), account);
  const removed = await fromStore(async () => z.array(z.unknown()).parse(await transaction.exec()));
  return removed.reduce<number>((sum, one) => sum + wholeNumber(one), 0);
}

async function unblock(account: string): Promise<void> {
  await fromStore(() => redis().multi().del(keys.blocked(account)).srem(keys.blockedAccounts, account).exec());
}
