/** From a request's headers to the user it comes from. */
import type { PlanName } from "../config-schema.ts";
import { clientAddress } from "../gate/client-address.ts";
import { planFor } from "./plan-for.ts";
import { readSession } from "./session.ts";

export type User = {
  /** The session's subject, e.g. "github:1234". */
  id: string;
  name: string;
  email: string | null;
  plan: PlanName;
  /** Whom requests and spending are counted against. Guest sessions are free to mint, so a guest's is the client address. */
  account: string;
};

/** @returns null when nobody is signed in */
export async function identify(headers: Headers): Promise<User | null> {
  const claims = await readSession(headers);
  if (!claims) return null;
  return {
    id: claims.sub,
    name: claims.name ?? "Guest",
    email: claims.email ?? null,
    plan: planFor(claims),
    account: accountOf(claims.sub, claims.guest === true, headers),
  };
}

export function accountOf(id: string, isGuest: boolean, headers: Headers): string {
  return isGuest ? `guest@${clientAddress(headers)}` : id;
}
