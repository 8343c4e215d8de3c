/** Mints the session cookies that a sign-in would leave: whoever knows NEXTAUTH_SECRET can. */
import { encode } from "next-auth/jwt";

import { TEST_SECRET } from "./words.ts";

export type Member = { sub: string; name?: string; email?: string };

const COOKIE = "next-auth.session-token";

/** A member, or an admin when ADMIN_EMAILS names the address. */
export async function memberCookie({ sub, name = sub, email = `${sub}@example.com` }: Member): Promise<string> {
  return cookie({ sub, name, email });
}

export async function guestCookie(sub: string): Promise<string> {
  return cookie({ sub, name: "Guest", guest: true });
}

export async function cookie(claims: Record<string, unknown>, secret = TEST_SECRET): Promise<string> {
  return `${COOKIE}=${await encode({ token: claims, secret, maxAge: 3600 })}`;
}
