/** Signs the gate's receipts at once, as lib/auth/receipt.ts does by Web Crypto. */
import "server-only";

import { createHmac, hkdfSync } from "node:crypto";

import { infoOf } from "../auth/derive-key.ts";

export function receiptSigner(secret: string): (chatTokenId: string) => string {
  const key = new Uint8Array(hkdfSync("sha256", secret, "", infoOf("gate-receipt"), 32));
  return (chatTokenId) => createHmac("sha256", key).update(chatTokenId).digest("base64");
}
