/** All that the owner's page shows. */
import "server-only";

import { z } from "zod";

import { type ActiveUsers, activeUsers } from "./active-users.ts";
import { type FiguresOrOutage, figuresOrOutage } from "./figures-or-outage.ts";
import { type Overview, ownerOverview } from "./overview.ts";

/** From 1; what is no such number is the first page. */
const pageSchema = z.coerce.number().int().min(1).max(100_000).catch(1);

type OwnersFigures = { overview: Overview; active: ActiveUsers };

/** @param page of the users, as the address says it */
export function ownersFigures(page: unknown): Promise<FiguresOrOutage<OwnersFigures>> {
  return figuresOrOutage(async (nowMs) => {
    const overview = await ownerOverview(nowMs);
    return { overview, active: await activeUsers(overview.day, pageSchema.parse(page)) };
  });
}
