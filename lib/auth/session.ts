/** Reads next-auth's session cookie on any runtime. The secret decides who is signed in; a header never does. */
import { getToken, type GetTokenParams } from "next-auth/jwt";
import { z } from "zod";

import { env } from "../env.ts";
import { openSession } from "./open-session.ts";

const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  name: z.string().nullish(),
  /** Present only when the provider said that the address is verified. */
  email: z.string().nullish(),
  guest: z.boolean().optional(),
});

export type SessionClaims = z.infer<typeof claimsSchema>;

export async function readSession(headers: Headers): Promise<SessionClaims | null> {
  const { NEXTAUTH_SECRET: secret } = env();
  if (!secret) return null;
  const cookies = parseCookies(headers.get("cookie") ?? "");
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

function parseCookies(header: string): Record<string, string> {
  const pairs = header.split(";").map((pair) => pair.split("="));
  return Object.fromEntries(pairs.map(([name = "", ...value]) => [name.trim(), value.join("=").trim()]));
}
