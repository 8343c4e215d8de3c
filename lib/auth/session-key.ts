/** The key of next-auth's session cookie, derived once as next-auth derives it for every request anew. */
import { jwtDecrypt, type JWTPayload } from "jose";

const LABEL = "NextAuth.js Generated Encryption Key";
/** Seconds by which another server's clock may differ: next-auth's own. */
const CLOCK_TOLERANCE = 15;

const keys = new Map<string, Promise<CryptoKey>>();

/** @throws when the session was not issued with this secret, or has expired */
export async function decryptSession(token: string, secret: string): Promise<JWTPayload> {
  const key = keys.get(secret) ?? derive(secret);
  keys.set(secret, key);
  const { payload } = await jwtDecrypt(token, await key, {
    clockTolerance: CLOCK_TOLERANCE,
    keyManagementAlgorithms: ["dir"],
    contentEncryptionAlgorithms: ["A256GCM"],
  });
  return payload;
}

async function derive(secret: string): Promise<CryptoKey> {
  const encode = new TextEncoder();
  const material = await crypto.subtle.importKey("raw", encode.encode(secret), "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encode.encode(LABEL) };
  return crypto.subtle.deriveKey(derivation, material, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
}
