/** Opens next-auth's session cookie as next-auth does, but derives the key once, and opens a cookie once and not at every request. */
import { jwtDecrypt, type JWTPayload } from "jose";

const LABEL = "NextAuth.js Generated Encryption Key";
/** Seconds by which another server's clock may differ: next-auth's own. */
const CLOCK_TOLERANCE = 15;

/** Some seconds of a busy service. A message sent is three requests with one cookie: token, chat, usage. */
const MOST_OPEN = 1_000;

const keys = new Map<string, Promise<CryptoKey>>();
const open = new Map<string, JWTPayload>();

/** @throws when the session was not issued with this secret, or has expired */
export async function openSession(token: string, secret: string): Promise<JWTPayload> {
  const name = `${secret} ${token}`;
  const known = open.get(name);
  // It is opened again when its time is up, to be refused by the same rule as any other.
  if (known?.exp !== undefined && known.exp * 1000 > Date.now()) return known;
  const payload = await decrypt(token, secret);
  if (open.size >= MOST_OPEN) open.clear();
  open.set(name, payload);
  return payload;
}

async function decrypt(token: string, secret: string): Promise<JWTPayload> {
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
