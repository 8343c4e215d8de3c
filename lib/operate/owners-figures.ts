/** All that the owner's page shows, and when it was read. */
import "server-only";

import { z } from "zod";

import { Refusal } from "../errors.ts";
import { type ActiveUsers, activeUsers } from "./active-users.ts";
import { type Overview, ownerOverview } from "./overview.ts";

/** From 1; what is no such number is the first page. */
const pageSchema = z.coerce.number().int().min(1).max(100_000).catch(1);

export type OwnersFigures = {
  /** ISO 8601. */
  now: string;
  /** Null while the store does not answer. */
  figures: { overview: Overview; active: ActiveUsers } | null;
};

/** @param page of the users, as the address says it */
export async function ownersFigures(page: unknown): Promise<OwnersFigures> {
  const nowMs = Date.now();
  const now = new Date(nowMs).toISOString();
  try {
    const overview = await ownerOverview(nowMs);
    return { now, figures: { overview, active: await activeUsers(overview.day, pageSchema.parse(page)) } };
  } catch (error) {
    if (error instanceof Refusal && error.code === "store_unavailable") return { now, figures: null };
    throw error;
  }
}
