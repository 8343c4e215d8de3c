/** Proof to the route that the gate let this very token in, so that a way round the middleware leads nowhere. */
import { Refusal } from "../errors.ts";
import { processMemory, rememberRecent } from "../process-memory.ts";
import { deriveKey } from "./derive-key.ts";

export const RECEIPT_HEADER = "x-gate-receipt";

/** From receipt to chat token, of those that this very process has signed. */
const signed = rememberRecent<string>("gate-receipts", 1_000);

type Sign = (chatTokenId: string) => string;
const LENT: unique symbol = Symbol.for("guarded-chat.sign-receipt");
const shared: { [LENT]?: Sign } = processMemory;

/** Web Crypto hands each signature to another thread, which costs ten times as much: from now on this process signs by `sign`. */
export function signReceiptsBy(sign: Sign): void {
  shared[LENT] = sign;
}

export async function signReceipt(chatTokenId: string): Promise<string> {
  const receipt = shared[LENT]?.(chatTokenId) ?? (await sign(chatTokenId));
  signed.set(receipt, chatTokenId);
  return receipt;
}

async function sign(chatTokenId: string): Promise<string> {
  const signature = await crypto.subtle.sign("HMAC", await deriveKey("gate-receipt"), bytes(chatTokenId));
  return btoa(String.fromCharCode(...new Uint8Array(signature)));
}

/** @throws Refusal `forbidden` when the request did not come through the gate */
export async function requireReceipt(headers: Headers, chatTokenId: string): Promise<void> {
  const receipt = headers.get(RECEIPT_HEADER) ?? "";
  if (signed.get(receipt) === chatTokenId) return;
  const key = await deriveKey("gate-receipt");
  if (!(await crypto.subtle.verify("HMAC", key, decode(receipt), bytes(chatTokenId)))) throw new Refusal("forbidden");
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
