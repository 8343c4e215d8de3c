/** The chat token: seconds long, one user's, spent once. Friction for scripts that skip the page, not authentication. */
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";

import type { User } from "./identify.ts";
import type { PlanName } from "../config-schema.ts";
import { Refusal } from "../errors.ts";
import { isPlan, safeguards } from "../safeguards.ts";
import { env } from "../env.ts";
import { deriveKey } from "./derive-key.ts";
import { ValidTokens } from "./valid-tokens.ts";

export const CHAT_TOKEN_HEADER = "x-chat-token";

const ISSUER = "guarded-chat";
const AUDIENCE = "guarded-chat:chat";
const TYPE = "chat+jwt";
const MAX_LENGTH = 1_024;

const claimsSchema = z.object({
  sub: z.string(),
  jti: z.uuid(),
  iat: z.int(),
  exp: z.int(),
  plan: z.custom<PlanName>(isPlan),
  base: z.custom<PlanName>(isPlan),
  guest: z.boolean(),
});

type Claims = z.infer<typeof claimsSchema>;

export type ChatToken = {
  /** What is spent: the verified id, never the string, which has several valid spellings. */
  id: string;
  expiresAtMs: number;
};

/** With whose it is, as it was seconds ago: enough to count a request by, and for nothing else. */
export type HeldChatToken = ChatToken & { holder: Pick<User, "id" | "plan" | "basePlan" | "isGuest"> };

type Holder = Pick<User, "id" | "plan" | "basePlan" | "account">;

export async function issueChatToken({
  id,
  plan,
  basePlan,
  account,
}: Holder): Promise<{ token: string; expiresInSeconds: number }> {
  const { lifetimeSeconds } = safeguards().chatToken;
  const iat = Math.floor(Date.now() / 1000);
  const jti = crypto.randomUUID();
  const claims = { sub: id, jti, iat, exp: iat + lifetimeSeconds, plan, base: basePlan, guest: account !== id };
  const token = await new SignJWT({ ...claims, iss: ISSUER, aud: AUDIENCE })
    .setProtectedHeader({ alg: "HS256", typ: TYPE })
    .sign(await deriveKey("chat-token"));
  valid.add(token, secret(), claims);
  return { token, expiresInSeconds: lifetimeSeconds };
}

/** @throws Refusal `chat_token_invalid` when it is absent, malformed, forged or expired */
export async function readChatToken(headers: Headers): Promise<HeldChatToken> {
  const token = headers.get(CHAT_TOKEN_HEADER);
  if (!token || token.length > MAX_LENGTH) throw new Refusal("chat_token_invalid");
  const { sub, jti, iat, exp, plan, base, guest } = await valid.claimsOf(token, secret());
  // Bounds the age by the issuer's clock alone, so that two servers a second apart do not refuse each other's tokens.
  if (exp - iat > safeguards().chatToken.lifetimeSeconds) throw new Refusal("chat_token_invalid");
  return { id: jti, expiresAtMs: exp * 1000, holder: { id: sub, plan, basePlan: base, isGuest: guest } };
}

/** @throws Refusal `chat_token_invalid` also when it is somebody else's */
export async function verifyChatToken(headers: Headers, userId: string): Promise<HeldChatToken> {
  const token = await readChatToken(headers);
  if (token.holder.id !== userId) throw new Refusal("chat_token_invalid");
  return token;
}

/** The gate and the route read the same token a moment apart, and hardly later than it was issued. */
const valid = new ValidTokens("valid-chat-tokens", verify);

function secret(): string {
  return env().NEXTAUTH_SECRET ?? "";
}

async function verify(token: string): Promise<Claims> {
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
