/** Opens next-auth's session cookie as next-auth does, but derives the key once, and opens a cookie once and not at every request. */
import { jwtDecrypt, type JWTPayload } from "jose";

import { rememberRecent } from "../process-memory.ts";
import { deriveSessionKey } from "./derive-key.ts";

/** Seconds by which another server's clock may differ: next-auth's own. */
const CLOCK_TOLERANCE = 15;

/** Some seconds of a busy service. A message sent is three requests with one cookie: token, chat, usage. */
const open = rememberRecent<JWTPayload>("open-sessions", 1_000);

/** @throws when the session was not issued with this secret, or has expired */
export async function openSession(token: string, secret: string): Promise<JWTPayload> {
  const name = `${secret} ${token}`;
  const known = open.get(name);
  // It is opened again when its time is up, to be refused by the same rule as any other.
  if (known?.exp !== undefined && known.exp * 1000 > Date.now()) return known;
  const payload = await decrypt(token, secret);
  open.set(name, payload);
  return payload;
}

async function decrypt(token: string, secret: string): Promise<JWTPayload> {
  const { payload } = await jwtDecrypt(token, await deriveSessionKey(secret), {
    clockTolerance: CLOCK_TOLERANCE,
    keyManagementAlgorithms: ["dir"],
    contentEncryptionAlgorithms: ["A256GCM"],
  });
  return payload;
}
