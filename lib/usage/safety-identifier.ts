/** A stable name for a user towards the provider that does not say who it is. */
import "server-only";

import { createHmac } from "node:crypto";

import { env } from "../env.ts";

export function safetyIdentifierFor(userId: string): string {
  return createHmac("sha256", `${env().NEXTAUTH_SECRET} safety-identifier`).update(userId).digest("hex").slice(0, 32);
}
