/** From a request's headers to the one it comes from, by the session alone. */
import type { PlanName } from "../config-schema.ts";
import { Refusal } from "../errors.ts";
import { isAdmin, mayComeIn } from "./admission.ts";
import { clientAddress } from "./client-address.ts";
import { readSession, type SessionClaims } from "./session.ts";

export type Identity = {
  /** The session's subject, e.g. "github:1234". */
  id: string;
  name: string;
  email: string | null;
  /** Who may see the owner's page and use its switches: by address, and never by plan. */
  isAdmin: boolean;
  isGuest: boolean;
  /** Whom requests and spending are counted against. Guest sessions are free to mint, so a guest's is the client address. */
  account: string;
  /** Epoch seconds of the sign-in, however often the session was renewed since. */
  signedInAt: number;
  claims: SessionClaims;
};

export type User = Identity & {
  /** What lib/auth/plan-for.ts says. */
  basePlan: PlanName;
  /** In force: the one that the owner has granted, or else the base plan. */
  plan: PlanName;
};

/** @returns null when nobody is signed in @throws Refusal `forbidden` when ALLOWED_EMAILS does not name the address */
export async function identify(headers: Headers): Promise<Identity | null> {
  const claims = await readSession(headers);
  if (!claims) return null;
  if (!mayComeIn(claims)) throw new Refusal("forbidden", { detail: NOT_ON_THE_LIST });
  const isGuest = claims.guest === true;
  return {
    id: claims.sub,
    name: claims.name ?? "Guest",
    email: claims.email ?? null,
    isAdmin: isAdmin(claims),
    isGuest,
    account: accountOf(claims.sub, isGuest, headers),
    signedInAt: signedInAt(claims),
    claims,
  };
}

const NOT_ON_THE_LIST = "This address is not on the list of those who may use this service.";

/** @returns the beginning of time for a session that does not tell when it was issued: it ends with the first sign-out */
function signedInAt({ auth_time, iat }: SessionClaims): number {
  return auth_time ?? iat ?? 0;
}

export function accountOf(id: string, isGuest: boolean, headers: Headers): string {
  return isGuest ? `guest@${clientAddress(headers)}` : id;
}
