/** Lets in the scheduler, and nobody else; where reconciliation is not set up, there is no such address. */
import "server-only";

import { createHash, timingSafeEqual } from "node:crypto";

import { env } from "../env.ts";
import { Refusal } from "../errors.ts";

/** @throws Refusal `not_found` when CRON_SECRET or OPENAI_ADMIN_KEY is missing, `not_signed_in` for any other bearer */
export function requireReconcileSecret(headers: Headers): void {
  const { OPENAI_ADMIN_KEY, CRON_SECRET } = env();
  if (!CRON_SECRET) throw new Refusal("not_found");
  const bearer = digest(headers.get("authorization") ?? "");
  if (!timingSafeEqual(bearer, digest(`Bearer ${CRON_SECRET}`))) throw new Refusal("not_signed_in");
  // Only who knows the secret hears what is missing.
  if (!OPENAI_ADMIN_KEY) throw new Refusal("not_found", { detail: "OPENAI_ADMIN_KEY is not set." });
}

/** Of equal length whatever was sent, so that the comparison takes the same time. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
