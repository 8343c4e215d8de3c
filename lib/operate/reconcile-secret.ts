/** Lets in the scheduler, and nobody else; where reconciliation is not set up, there is no such address. */
import "server-only";

import { isBearer } from "../auth/bearer.ts";
import { env } from "../env.ts";
import { Refusal } from "../errors.ts";

/** @throws Refusal `not_found` when CRON_SECRET or OPENAI_ADMIN_KEY is missing, `not_signed_in` for any other bearer */
export async function requireReconcileSecret(headers: Headers): Promise<void> {
  const { OPENAI_ADMIN_KEY, CRON_SECRET } = env();
  if (!CRON_SECRET) throw new Refusal("not_found");
  if (!(await isBearer(headers, CRON_SECRET))) throw new Refusal("not_signed_in");
  // Only who knows the secret hears what is missing.
  if (!OPENAI_ADMIN_KEY) throw new Refusal("not_found", { detail: "OPENAI_ADMIN_KEY is not set." });
}
