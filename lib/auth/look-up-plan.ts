/** Asks lib/auth/plan-for.ts, which may have to ask somebody else: briefly remembered, never long in coming, and never a failure. */
import type { PlanName } from "../config-schema.ts";
import { causeCodes } from "../http/cause-codes.ts";
import { log } from "../log.ts";
import { isPlan } from "../safeguards.ts";
import { planFor } from "./plan-for.ts";
import type { SessionClaims } from "./session.ts";

const REMEMBERED_MS = 60_000;
/** Somebody who is down is asked again sooner, and not by every request. */
const FAILURE_REMEMBERED_MS = 5_000;
const DEADLINE_MS = 500;
/** Some minutes of a busy service. */
const MOST_REMEMBERED = 1_000;

type Remembered = { plan: Promise<PlanName>; untilMs: number };
const remembered = new Map<string, Remembered>();

/** @returns the smaller plan when the lookup fails, is slow, or names a plan that does not exist */
export function lookUpPlan(claims: SessionClaims, nowMs = Date.now()): Promise<PlanName> {
  const name = JSON.stringify([claims.sub, claims.email, claims.guest]);
  const known = remembered.get(name);
  if (known && known.untilMs > nowMs) return known.plan;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const entry: Remembered = { plan: Promise.resolve(""), untilMs: nowMs + REMEMBERED_MS };
  entry.plan = ask(claims).catch((cause: unknown) => {
    log("warn", "plan_lookup_failed", { cause: causeCodes(cause) || undefined });
    entry.untilMs = nowMs + FAILURE_REMEMBERED_MS;
    return claims.guest ? "guest" : "member";
  });
  remembered.set(name, entry);
  return entry.plan;
}

async function ask(claims: SessionClaims): Promise<PlanName> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DOMException("The plan took too long", "TimeoutError")), DEADLINE_MS);
  try {
    const plan = await Promise.race([planFor(claims), tooLate]);
    if (!isPlan(plan)) throw new RangeError("There is no such plan");
    return plan;
  } finally {
    clearTimeout(timer);
  }
}
