import { afterEach, describe, expect, it, vi } from "vitest";

import { requireReceipt, signReceipt } from "../../lib/auth/receipt.ts";
import { receiptSigner } from "../../lib/boot/receipt-signer.ts";
import { TEST_SECRET } from "../support/words.ts";

const headers = (receipt?: string) => new Headers(receipt === undefined ? {} : { "x-gate-receipt": receipt });

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("the gate's receipt", () => {
  it("admits the token it was signed for", async () => {
    await expect(requireReceipt(headers(await signReceipt("token-1")), "token-1")).resolves.toBeUndefined();
  });

  it("costs no signature more in the process that signed it, and is verified in any other", async () => {
    const receipt = await signReceipt("token-1");
    const verify = vi.spyOn(crypto.subtle, "verify");
    await requireReceipt(headers(receipt), "token-1");
    expect(verify).not.toHaveBeenCalled();
    // The same bytes, as no process of ours writes them.
    await requireReceipt(headers(receipt.replace(/=*$/, "")), "token-1");
    expect(verify).toHaveBeenCalledOnce();
  });

  it("is the same, and at once, where the process lends its own crypto", async () => {
    const receipt = await signReceipt("token-1");
    vi.stubGlobal("AsyncLocalStorage", vi.fn());
    vi.resetModules();
    const process = await import("../../lib/auth/receipt.ts");
    process.signReceiptsBy(receiptSigner(TEST_SECRET));
    const sign = vi.spyOn(crypto.subtle, "sign");
    expect(await process.signReceipt("token-1")).toBe(receipt);
    expect(sign).not.toHaveBeenCalled();
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
