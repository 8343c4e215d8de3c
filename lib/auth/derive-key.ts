/** All that is derived from NEXTAUTH_SECRET, keys and names: one label each, so that none can stand in for another. */
import { env } from "../env.ts";
import { rememberRecent } from "../process-memory.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const derived = new Map<string, Promise<CryptoKey>>();

type Purpose = { key: HmacKeyGenParams | AesKeyGenParams; usages: KeyUsage[] };
const SIGN: Purpose = { key: { name: "HMAC", hash: "SHA-256", length: 256 }, usages: ["sign", "verify"] };
const OPEN: Purpose = { key: { name: "AES-GCM", length: 256 }, usages: ["decrypt"] };

type Label = "chat-token" | "gate-receipt";

/** @returns an HMAC-SHA-256 key of 32 bytes that depends on the secret and the label alone */
export function deriveKey(label: Label): Promise<CryptoKey> {
  return hkdf(ownSecret(), infoOf(label), SIGN);
}

/** What HKDF-SHA-256 is told of the key, beside the secret and no salt. */
export function infoOf(label: Label): string {
  return `guarded-chat ${label} v1`;
}

/** @returns the key that next-auth seals its sessions with */
export function deriveSessionKey(secret: string): Promise<CryptoKey> {
  return hkdf(secret, "NextAuth.js Generated Encryption Key", OPEN);
}

/** Some minutes of a busy service. */
const pseudonyms = rememberRecent<string>("pseudonyms", 1_000);

/** @returns a name for an id that does not tell it, because ids can be guessed: 32 hexadecimal digits */
export async function pseudonymOf(id: string, label: "safety-identifier" | "erased-account"): Promise<string> {
  const name = `${ownSecret()} ${label} ${id}`;
  const known = pseudonyms.get(name);
  if (known) return known;
  const pseudonym = await makePseudonym(id, label);
  pseudonyms.set(name, pseudonym);
  return pseudonym;
}

async function makePseudonym(id: string, label: string): Promise<string> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encode(`${ownSecret()} ${label}`), hmac, false, ["sign"]);
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, encode(id)));
  return Array.from(signature.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Once for each secret and label: it costs more than what is done with the key. */
function hkdf(secret: string, info: string, purpose: Purpose): Promise<CryptoKey> {
  const name = `${secret} ${info}`;
  const key = derived.get(name) ?? derive(secret, info, purpose);
  derived.set(name, key);
  return key;
}

async function derive(secret: string, info: string, { key, usages }: Purpose): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", encode(secret), "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encode(info) };
  return crypto.subtle.deriveKey(derivation, material, key, false, usages);
}

function ownSecret(): string {
  const { NEXTAUTH_SECRET: secret } = env();
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set");
  return secret;
}
