/** The lists on the owner's page: what an entry looks like. */
import "server-only";

import { z } from "zod";

/** An account: the client reads one that consists of digits as a number. */
export const idSchema = z.union([z.string(), z.number().transform(String)]);

export const listedAlertSchema = z.object({ at: z.string(), id: z.string(), event: z.string(), text: z.string() });
export type ListedAlert = z.infer<typeof listedAlertSchema>;

export const auditSchema = z.object({
  at: z.string(),
  /** The admin's id, or "machine". */
  by: z.string(),
  action: z.enum(["pause", "resume", "block", "unblock", "erase", "grant", "credit", "sign-out"]),
  /** The account it was done to, or the reason that was given. */
  about: z.string(),
  /** What was granted or paid, in words. */
  change: z.string().optional(),
});
export type AuditEntry = z.infer<typeof auditSchema>;
