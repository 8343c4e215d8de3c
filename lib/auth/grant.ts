/**
 * What the owner has granted an account, as the store keeps it: "plan=team day=500000 month=5000000 until=1790000000000 note=a%20friend",
 * micro-USD and epoch milliseconds, each word only when it is set. The reserve script reads it as well: lib/ledger/granted.ts
 */
import { z } from "zod";

import type { Plan, PlanName } from "../config-schema.ts";
import { isPlan, planNamed } from "../safeguards.ts";

/** Null where nothing is granted. */
export type Grant = {
  plan: PlanName | null;
  budgetUsd: { day: number | null; month: number | null };
  /** ISO 8601: the moment after which the grant is gone. */
  until: string | null;
  note: string | null;
};

const WORDS = /^(?:(?:plan|day|month|until|note)=\S+(?: |$))+$/;

const amount = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .nullable()
  .default(null);
const wordsSchema = z.object({
  plan: z.string().nullable().default(null),
  day: amount,
  month: amount,
  until: amount,
  note: z.string().transform(decodeURIComponent).nullable().default(null),
});

/** @returns null when there is none, or it is over @throws for what is no grant */
export function parseGrant(text: unknown, nowMs: number): Grant | null {
  if (text === null) return null;
  if (typeof text !== "string" || !WORDS.test(text)) throw new Error("The store's grant is none");
  const pairs = Array.from(text.matchAll(/(\w+)=(\S+)/g), ([, name = "", value]) => [name, value]);
  const { plan, day, month, until, note } = wordsSchema.parse(Object.fromEntries(pairs));
  if (until !== null && until <= nowMs) return null;
  const budgetUsd = { day: day && day / 1_000_000, month: month && month / 1_000_000 };
  return { plan, budgetUsd, until: until === null ? null : new Date(until).toISOString(), note };
}

export type Terms = { plan: PlanName; budgetUsd: Plan["budgetUsd"] };

/** The plan and budgets in force. A plan that was granted and no longer exists leaves the user on their own. */
export function termsOf(basePlan: PlanName, grant: Grant | null): Terms {
  const plan = grant?.plan && isPlan(grant.plan) ? grant.plan : basePlan;
  const { day, month } = planNamed(plan).budgetUsd;
  return { plan, budgetUsd: { day: grant?.budgetUsd.day ?? day, month: grant?.budgetUsd.month ?? month } };
}
