/** The switch that stops one account: new messages are refused, running replies are cut, and its sessions end as by a sign-out. */
import "server-only";

import { z } from "zod";

import { defineScript } from "../store/define-script.ts";
import { keys } from "../store/keys.ts";
import { fromStore, redis } from "../store/redis.ts";
import { runScript } from "../store/run-script.ts";
import { endingSecond } from "./end-sessions.ts";
import { MARK } from "./mark-ended.ts";
import { audit } from "./pause.ts";

/** One step: a block without the mark would let the old sessions go on after it is lifted. */
export const BLOCK = defineScript({
  keys: ["block all_blocked ended"],
  args: ["account second"],
  lua: `${MARK}
mark(ended, second, '0')
redis.call('SET', block, '1')
redis.call('SADD', all_blocked, account)
return 'blocked'
`,
});

/** @param account as GET /api/admin/usage lists it @throws Refusal `store_unavailable` */
export async function setBlocked(account: string, blocked: boolean, by: string): Promise<void> {
  if (blocked) await endingSecond((second) => blockAccount(account, second));
  else await unblockAccount(account);
  await audit({ by, action: blocked ? "block" : "unblock", about: account });
}

/** @param second epoch seconds: sessions that began by then have ended @throws Refusal `store_unavailable` */
export async function blockAccount(account: string, second: number): Promise<void> {
  const names = { block: keys.blocked(account), all_blocked: keys.blockedAccounts, ended: keys.signedOut(account) };
  const named = { keys: names, args: { account, second } };
  await fromStore(async () => z.literal("blocked").parse(await BLOCK.run(runScript, named)));
}

async function unblockAccount(account: string): Promise<void> {
  const transaction = redis().multi().del(keys.blocked(account)).srem(keys.blockedAccounts, account);
  await fromStore(async () => z.tuple([z.int(), z.int()]).parse(await transaction.exec()));
}
