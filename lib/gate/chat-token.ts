/** The chat token: seconds long, one user's, spent once. Friction for scripts that skip the page, not authentication. */
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";

import { Refusal } from "../errors.ts";
import { safeguards } from "../safeguards.ts";
import { deriveKey } from "./derive-key.ts";

export const CHAT_TOKEN_HEADER = "x-chat-token";

const ISSUER = "guarded-chat";
const AUDIENCE = "guarded-chat:chat";
const TYPE = "chat+jwt";
const MAX_LENGTH = 1_024;

const claimsSchema = z.object({ sub: z.string(), jti: z.uuid(), iat: z.int(), exp: z.int() });

export type ChatToken = {
  /** What is spent: the verified id, never the string, which has several valid spellings. */
  id: string;
  expiresAtMs: number;
};

export async function issueChatToken(userId: string): Promise<{ token: string; expiresInSeconds: number }> {
  const { lifetimeSeconds } = safeguards().chatToken;
  const issuedAt = Math.floor(Date.now() / 1000);
  const token = await new SignJWT()
    .setProtectedHeader({ alg: "HS256", typ: TYPE })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(userId)
    .setJti(crypto.randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(await deriveKey("chat-token"));
  return { token, expiresInSeconds: lifetimeSeconds };
}

/** @throws Refusal `chat_token_invalid` when it is absent, malformed, forged, expired or somebody else's */
export async function verifyChatToken(headers: Headers, userId: string): Promise<ChatToken> {
  const token = headers.get(CHAT_TOKEN_HEADER);
  if (!token || token.length > MAX_LENGTH) throw new Refusal("chat_token_invalid");
  const { sub, jti, iat, exp } = await verifiedClaims(token);
  // Bounds the age by the issuer's clock alone, so that two servers a second apart do not refuse each other's tokens.
  const tooLong = exp - iat > safeguards().chatToken.lifetimeSeconds;
  if (sub !== userId || tooLong) throw new Refusal("chat_token_invalid");
  return { id: jti, expiresAtMs: exp * 1000 };
}

async function verifiedClaims(token: string) {
  const key = await deriveKey("chat-token");
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ["HS256"],
      typ: TYPE,
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ["sub", "jti", "iat", "exp"],
    });
    return claimsSchema.parse(payload);
  } catch (cause) {
    throw new Refusal("chat_token_invalid", { cause });
  }
}
