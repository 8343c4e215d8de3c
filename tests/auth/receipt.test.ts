import { describe, expect, it } from "vitest";

import { requireReceipt, signReceipt } from "../../lib/auth/receipt.ts";

const headers = (receipt?: string) => new Headers(receipt === undefined ? {} : { "x-gate-receipt": receipt });

describe("the gate's receipt", () => {
  it("admits the token it was signed for", async () => {
    await expect(requireReceipt(headers(await signReceipt("token-1")), "token-1")).resolves.toBeUndefined();
  });

  it("admits no other token", async () => {
    await expect(requireReceipt(headers(await signReceipt("token-1")), "token-2")).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it.each([undefined, "", "AAAA", "%%%", "a".repeat(44)])("refuses %j", async (receipt) => {
    await expect(requireReceipt(headers(receipt), "token-1")).rejects.toMatchObject({ code: "forbidden" });
  });
});
