/** The lists on the owner's page: what an entry looks like. */
import { z } from "zod";

export const listedAlertSchema = z.object({ at: z.string(), id: z.string(), event: z.string(), text: z.string() });
export type ListedAlert = z.infer<typeof listedAlertSchema>;

export const auditSchema = z.object({
  at: z.string(),
  /** The admin's id. */
  by: z.string(),
  action: z.enum(["pause", "resume", "block", "unblock", "erase"]),
  /** The account it was done to, or the reason that was given. */
  about: z.string(),
});
export type AuditEntry = z.infer<typeof auditSchema>;
