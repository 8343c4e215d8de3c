/** Who is on which plan. The one place that decides it. */
import type { PlanName } from "../config-schema.ts";
import { env } from "../env.ts";
import type { SessionClaims } from "./session.ts";

// CUSTOMISE: look up a subscription here, by claims.sub, once you sell plans.
export function planFor(claims: SessionClaims): PlanName {
  if (claims.guest) return "guest";
  const email = claims.email?.toLowerCase();
  return email && env().ADMIN_EMAILS.includes(email) ? "admin" : "member";
}
