/** The user with what the store knows of them: whether the session was ended, what the owner has granted, and their credit. */
import { z } from "zod";

import { Refusal } from "../errors.ts";
import { keys } from "../store/keys.ts";
import { readKeys } from "../store/read-keys.ts";
import { fromStore } from "../store/redis.ts";
import { type Grant, parseGrant, type Terms, termsOf } from "./grant.ts";
import type { Identity, User } from "./identify.ts";
import { lookUpPlan } from "./look-up-plan.ts";

export type Standing = { grant: Grant | null; creditMicroUsd: number; endedAt: number };
export type KnownUser = User & Terms & { creditMicroUsd: number };

const whole = z.coerce.number().int().min(0);
const standingSchema = z.tuple([z.unknown(), whole, whole, whole]);

/** One command. @throws Refusal `not_signed_in` when the session was ended, `store_unavailable` */
export async function withStanding(identity: Identity): Promise<KnownUser> {
  const [basePlan, { grant, creditMicroUsd, endedAt }] = await Promise.all([
    lookUpPlan(identity.claims),
    readStanding(identity),
  ]);
  if (identity.signedInAt <= endedAt) throw new Refusal("not_signed_in", { detail: SESSION_ENDED });
  return { ...identity, basePlan, ...termsOf(basePlan, grant), creditMicroUsd };
}

/** The user without their grant: for pages, which are there while the store is not, and spend nothing. */
export async function withoutStanding(identity: Identity): Promise<KnownUser> {
  const basePlan = await lookUpPlan(identity.claims);
  return { ...identity, basePlan, ...termsOf(basePlan, null), creditMicroUsd: 0 };
}

/** `endedAt`: sessions that began by this second have ended; 0 when none was. @throws Refusal `store_unavailable` */
export function readStanding({ account, id }: Pick<User, "account" | "id">, nowMs = Date.now()): Promise<Standing> {
  // A guest is one of many behind an account, and may end their own session alone.
  const names = [keys.grant(account), keys.credit(account), keys.signedOut(account), keys.signedOut(id)];
  return fromStore(async () => {
    const [grant, creditMicroUsd, ...ends] = standingSchema.parse(await readKeys(names));
    return { grant: parseGrant(grant, nowMs), creditMicroUsd, endedAt: Math.max(...ends) };
  });
}

export const SESSION_ENDED = "This session was ended. Sign in again.";
