import { createHmac, hkdfSync } from "node:crypto";

import { describe, expect, it } from "vitest";

import { deriveKey, pseudonymOf } from "../../lib/auth/derive-key.ts";
import { TEST_SECRET } from "../support/words.ts";

describe("what is derived from NEXTAUTH_SECRET", () => {
  it.each(["chat-token", "gate-receipt"] as const)("is the same key for %s for ever", async (label) => {
    const raw = new Uint8Array(hkdfSync("sha256", TEST_SECRET, "", `guarded-chat ${label} v1`, 32));
    const expected = createHmac("sha256", raw).update("text").digest();
    const signed = await crypto.subtle.sign("HMAC", await deriveKey(label), new TextEncoder().encode("text"));
    expect(Buffer.from(signed)).toEqual(expected);
  });

  it.each(["safety-identifier", "erased-account"] as const)(
    "is the same name for an id for ever, as %s",
    async (label) => {
      const expected = createHmac("sha256", `${TEST_SECRET} ${label}`).update("github:1").digest("hex").slice(0, 32);
      expect(await pseudonymOf("github:1", label)).toBe(expected);
    },
  );
});
