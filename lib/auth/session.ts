/** Reads next-auth's session cookie on any runtime. The secret decides who is signed in; a header never does. */
import { getToken, type GetTokenParams } from "next-auth/jwt";
import { z } from "zod";

import { env } from "../env.ts";
import { readCookies } from "../http/cookies.ts";
import { openSession } from "./open-session.ts";

/** Characters: what the store's keys and the owner's lists hold without being cut. */
export const LONGEST_SUBJECT = 255;

const claimsSchema = z.object({
  sub: z.string().min(1).max(LONGEST_SUBJECT),
  name: z.string().nullish(),
  /** Present only when the provider said that the address is verified. */
  email: z.string().nullish(),
  guest: z.boolean().optional(),
  /** Epoch seconds of the sign-in, which a renewal leaves as it is, and those of the latest renewal. */
  auth_time: z.number().optional(),
  iat: z.number().optional(),
});

export type SessionClaims = z.infer<typeof claimsSchema>;

export async function readSession(headers: Headers): Promise<SessionClaims | null> {
  const { NEXTAUTH_SECRET: secret } = env();
  if (!secret) return null;
  // Next-auth would join every cookie whose name begins so, and a stray one would spoil the session.
  const own = Object.entries(readCookies(headers)).filter(([name]) => isSessionCookie(name));
  const cookies = Object.fromEntries(own);
  // No headers are handed over: next-auth would also read a bearer token, and the cookie is the only way in here.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it reads these two fields and no other
  const req = { headers: {}, cookies } as GetTokenParams["req"];
  const decode = ({ token = "" }) => openSession(token, secret);
  const token = await getToken({ req, secret, decode, secureCookie: usesSecureCookies() });
  const claims = claimsSchema.safeParse(token);
  if (!claims.success || (claims.data.guest && !env().GUEST_ACCESS)) return null;
  return claims.data;
}

/** The same rule for writing and for reading the cookie, so that neither looks for the other's name. */
export function usesSecureCookies(): boolean {
  const { NEXTAUTH_URL, VERCEL } = env();
  return NEXTAUTH_URL ? NEXTAUTH_URL.startsWith("https://") : Boolean(VERCEL);
}

/** The cookie that holds a session, or one of the pieces into which next-auth cuts a large one. */
export function isSessionCookie(name: string): boolean {
  const whole = `${usesSecureCookies() ? "__Secure-" : ""}next-auth.session-token`;
  return name === whole || (name.startsWith(`${whole}.`) && /^\d{1,2}$/.test(name.slice(whole.length + 1)));
}
