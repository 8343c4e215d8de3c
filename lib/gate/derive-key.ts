/** Keys for our own signatures, derived from NEXTAUTH_SECRET by HKDF: one label each, so that none can stand in for another. */
import { env } from "../env.ts";

const derived = new Map<string, Promise<CryptoKey>>();

/** @returns an HMAC-SHA-256 key that depends on the secret and the label alone */
export function deriveKey(label: "chat-token" | "gate-receipt"): Promise<CryptoKey> {
  const key = derived.get(label) ?? derive(label);
  derived.set(label, key);
  return key;
}

async function derive(label: string): Promise<CryptoKey> {
  const { NEXTAUTH_SECRET: secret } = env();
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set");
  const encode = new TextEncoder();
  const material = await crypto.subtle.importKey("raw", encode.encode(secret), "HKDF", false, ["deriveKey"]);
  const derivation = {
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(),
    info: encode.encode(`guarded-chat ${label} v1`),
  };
  const purpose = { name: "HMAC", hash: "SHA-256", length: 256 };
  return crypto.subtle.deriveKey(derivation, material, purpose, false, ["sign", "verify"]);
}
