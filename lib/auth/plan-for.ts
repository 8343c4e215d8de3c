/** Who is on which plan, unless the owner has granted another. The one place that decides it; lib/auth/look-up-plan.ts asks it. */
import type { PlanName } from "../config-schema.ts";
import { isAdmin } from "./admission.ts";
import type { SessionClaims } from "./session.ts";

// CUSTOMISE: a subscription may be looked up here by claims.sub, also by `fetch`: answer within half a second.
export function planFor(claims: SessionClaims): PlanName | Promise<PlanName> {
  if (claims.guest) return "guest";
  return isAdmin(claims) ? "admin" : "member";
}
