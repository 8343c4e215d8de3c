/** All that the owner's page shows about one user. */
import "server-only";

import type { Plan, PlanName } from "../config-schema.ts";
import { safeguards, titleOf } from "../safeguards.ts";
import { utcDay } from "../store/days.ts";
import { keys } from "../store/keys.ts";
import { type ActiveUser, seenOn } from "./active-users.ts";
import { type FiguresOrOutage, figuresOrOutage } from "./figures-or-outage.ts";
import { type AuditEntry, auditSchema } from "./list-entries.ts";
import { KEPT_ENTRIES, recent } from "./recent.ts";
import { type UserView, userView } from "./user-view.ts";

type UserFigures = {
  user: UserView;
  today: Pick<ActiveUser, "requests" | "lastSeen">;
  /** Those that may be granted. */
  plans: ({ name: PlanName; title: string } & Pick<Plan, "maxSteps" | "tools" | "images">)[];
  /** Newest first. */
  history: AuditEntry[];
};

/** @param account as GET /api/admin/usage lists it */
export function userFigures(account: string): Promise<FiguresOrOutage<UserFigures>> {
  return figuresOrOutage(async (nowMs) => {
    const [user, today, audit] = await Promise.all([
      userView(account),
      seenOn(utcDay(nowMs), account),
      recent(keys.audit, auditSchema, KEPT_ENTRIES),
    ]);
    const plans = Object.entries(safeguards().plans).map(([name, { maxSteps, tools, images }]) => {
      return { name, title: titleOf(name), maxSteps, tools, images };
    });
    return { user, today, plans, history: audit.filter(({ about }) => about === account) };
  });
}
