/** Proof to the route that the gate let this very token in, so that a way round the middleware leads nowhere. */
import { Refusal } from "../errors.ts";
import { deriveKey } from "./derive-key.ts";

export const RECEIPT_HEADER = "x-gate-receipt";

export async function signReceipt(chatTokenId: string): Promise<string> {
  const signature = await crypto.subtle.sign("HMAC", await deriveKey("gate-receipt"), bytes(chatTokenId));
  return btoa(String.fromCharCode(...new Uint8Array(signature)));
}

/** @throws Refusal `forbidden` when the request did not come through the gate */
export async function requireReceipt(headers: Headers, chatTokenId: string): Promise<void> {
  const receipt = decode(headers.get(RECEIPT_HEADER) ?? "");
  const valid = await crypto.subtle.verify("HMAC", await deriveKey("gate-receipt"), receipt, bytes(chatTokenId));
  if (!valid) throw new Refusal("forbidden");
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
