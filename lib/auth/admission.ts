/** Who may come in at all: everybody, or only those with a verified address that ALLOWED_EMAILS names. */
import { env, type Env } from "../env.ts";
import { foldCase } from "../fold-case.ts";
import type { SessionClaims } from "./session.ts";

/** Where somebody is told that their address is not on the list. */
export const NOT_ALLOWED_PAGE = "/sign-in?error=AddressNotAllowed";

type Address = Pick<SessionClaims, "email" | "guest">;

/** An admin is named by the owner as well, and so need not be in both lists. */
export function mayComeIn({ email, guest }: Address): boolean {
  const { ALLOWED_EMAILS: allowed } = env();
  if (allowed.length === 0) return true;
  if (guest || !email) return false;
  const [name, domain, ...rest] = foldCase(email).split("@");
  if (!name || !domain || rest.length > 0) return false;
  return allowed.includes(`@${domain}`) || allowed.includes(`${name}@${domain}`) || isAdmin({ email });
}

/** Whether a verified address is one of the owner's. Guests have none. */
export function isAdmin({ email, guest }: Address): boolean {
  return !guest && Boolean(email) && env().ADMIN_EMAILS.includes(foldCase(email ?? ""));
}

/** A list of addresses leaves no room for people without one. */
export function guestsMayEnter({ GUEST_ACCESS, ALLOWED_EMAILS }: Env): boolean {
  return GUEST_ACCESS && ALLOWED_EMAILS.length === 0;
}
