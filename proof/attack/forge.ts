/** Makes tokens and sessions that nobody issued. */
import { createHmac, hkdfSync } from "node:crypto";

import { EncryptJWT } from "jose";
import { z } from "zod";

const claimsSchema = z.record(z.string(), z.unknown());

export function base64url(text: string | Buffer): string {
  return Buffer.from(text).toString("base64url");
}

/** @param key none for an empty signature */
export function forgeJwt(header: Record<string, unknown>, claims: Record<string, unknown>, key?: string): string {
  const signed = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  return `${signed}.${key === undefined ? "" : createHmac("sha256", key).update(signed).digest("base64url")}`;
}

/** A session as next-auth 4 would issue it, had it this secret. */
export function forgeSession(
  secret: string,
  claims: Record<string, unknown>,
  lifetimeSeconds = 3_600,
): Promise<string> {
  const key = new Uint8Array(hkdfSync("sha256", secret, "", "NextAuth.js Generated Encryption Key", 32));
  const now = Math.floor(Date.now() / 1000);
  return new EncryptJWT(claims)
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .setIssuedAt(now)
    .setExpirationTime(now + lifetimeSeconds)
    .setJti(crypto.randomUUID())
    .encrypt(key);
}

/** The claims inside the first token in a text; {} when they cannot be read. */
export function claimsOf(text: string): Record<string, unknown> {
  const [, payload = ""] = /[\w-]+\.([\w-]+)\.[\w-]+/.exec(text) ?? [];
  try {
    return claimsSchema.parse(JSON.parse(Buffer.from(payload, "base64url").toString()));
  } catch {
    return {};
  }
}

/** Other spellings of the same bytes: base64url's last character carries bits that decode to nothing. */
export function lastCharacterRespelt(token: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(token.at(-1) ?? "");
  return token.slice(0, -1) + alphabet[last ^ 1];
}
