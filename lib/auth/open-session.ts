/** Opens next-auth's session cookie as next-auth does, but derives the key once, and opens a cookie once and not at every request. */
import { jwtDecrypt, type JWTPayload } from "jose";

import { deriveSessionKey } from "./derive-key.ts";
import { ValidTokens } from "./valid-tokens.ts";

/** Seconds by which another server's clock may differ: next-auth's own. */
const CLOCK_TOLERANCE = 15;

/**
 * A message sent is three requests with one cookie: token, chat, usage.
 * @throws when the session was not issued with this secret, or has expired
 */
export function openSession(token: string, secret: string): Promise<JWTPayload> {
  return sessions.claimsOf(token, secret);
}

const sessions = new ValidTokens("open-sessions", decrypt);

async function decrypt(token: string, secret: string): Promise<JWTPayload> {
  const { payload } = await jwtDecrypt(token, await deriveSessionKey(secret), {
    clockTolerance: CLOCK_TOLERANCE,
    keyManagementAlgorithms: ["dir"],
    contentEncryptionAlgorithms: ["A256GCM"],
  });
  return payload;
}
