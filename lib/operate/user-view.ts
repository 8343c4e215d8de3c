/** One user as the owner sees them: plan, grant, credit, and what they have spent and left. */
import "server-only";

import type { Grant } from "../auth/grant.ts";
import { termsOf } from "../auth/grant.ts";
import { readStanding } from "../auth/standing.ts";
import { utcDay } from "../store/days.ts";
import { keys } from "../store/keys.ts";
import { fromStore, redis } from "../store/redis.ts";
import { type UsageView, usageView } from "../usage/usage-view.ts";
import { planOfEntry } from "./active-users.ts";
import { readFields } from "./read-fields.ts";
import { wholeNumber } from "./whole-numbers.ts";

export type UserView = Pick<UsageView, "plan" | "creditMicroUsd" | "spend" | "requests"> & {
  id: string;
  blocked: boolean;
  grant: Grant | null;
};

/** @param account as GET /api/admin/usage lists it @throws Refusal `store_unavailable` */
export async function userView(account: string): Promise<UserView> {
  const [standing, [entry], blocked] = await Promise.all([
    readStanding({ account, id: account }),
    readFields(keys.accounts(utcDay(Date.now())), [account]),
    fromStore(() => redis().exists(keys.blocked(account))),
  ]);
  const terms = termsOf(planOfEntry(account, entry), standing.grant);
  const { creditMicroUsd, grant } = standing;
  const { plan, spend, requests } = await usageView({ account, ...terms, creditMicroUsd });
  return { id: account, plan, blocked: wholeNumber(blocked) === 1, grant, creditMicroUsd, spend, requests };
}
