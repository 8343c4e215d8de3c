/** Prepaid credit, which no day resets: a payment is counted once by its key, and what is taken back leaves nothing negative. */
import "server-only";

import { defineScript, type RunScript } from "../store/define-script.ts";
import { keys } from "../store/keys.ts";
import { NUMBERS } from "./lua.ts";
import { brokenStore } from "./reservation.ts";

/** micro-USD of one account: a million dollars. */
export const MOST_CREDIT = 1_000_000_000_000;

/** Answers "counted <micro-USD afterwards>", "known <micro-USD>" for a key that was counted before, or "too_much". */
export const ADD_CREDIT = defineScript({
  keys: ["credit counted outstanding"],
  args: ["payment micro_usd most"],
  lua: `${NUMBERS}
local stored = redis.call('MGET', credit, outstanding)
local has, all = money(stored[1]), money(stored[2])
if redis.call('HGET', counted, payment) then return 'known ' .. whole(has) end
local after = math.max(0, has + money(micro_usd))
if after > money(most) then return 'too_much' end
redis.call('HSET', counted, payment, micro_usd)
redis.call('MSET', credit, whole(after), outstanding, whole(math.max(0, all + after - has)))
return 'counted ' .. whole(after)
`,
});

/** Takes an account's credit and its payments out of the store. Answers how many entries there were. */
export const ERASE_CREDIT = defineScript({
  keys: ["credit counted outstanding"],
  args: [],
  lua: `${NUMBERS}
local stored = redis.call('MGET', credit, outstanding)
if stored[1] then
  redis.call('SET', outstanding, whole(math.max(0, money(stored[2]) - money(stored[1]))))
end
return whole(redis.call('DEL', credit, counted))
`,
});

export type Payment = {
  account: string;
  /** Counted once for each account, however often and late it comes again. */
  key: string;
  /** Negative takes back. */
  microUsd: number;
};
export type Credit = { creditMicroUsd: number; applied: boolean };

/** @returns null when the account would have more than anyone may @throws when the store gives no answer, or one that is not the script's */
export async function addCreditIn(run: RunScript, { account, key, microUsd }: Payment): Promise<Credit | null> {
  const answer = await ADD_CREDIT.run(run, {
    keys: creditKeys(account),
    args: { payment: key, micro_usd: microUsd, most: MOST_CREDIT },
  });
  if (answer === "too_much") return null;
  const [, word, figure] = (typeof answer === "string" && /^(counted|known) (\d+)$/.exec(answer)) || [];
  if (!word || !Number.isSafeInteger(Number(figure))) throw brokenStore();
  return { creditMicroUsd: Number(figure), applied: word === "counted" };
}

/** @returns how many entries there were */
export async function eraseCreditIn(run: RunScript, account: string): Promise<number> {
  const erased = Number(await ERASE_CREDIT.run(run, { keys: creditKeys(account), args: {} }));
  if (!Number.isSafeInteger(erased)) throw brokenStore();
  return erased;
}

function creditKeys(account: string) {
  return { credit: keys.credit(account), counted: keys.creditPayments(account), outstanding: keys.creditOutstanding };
}
