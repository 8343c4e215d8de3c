/** What a door is, and the check that most of them share. */
import { identify, type Identity } from "../auth/identify.ts";
import { Refusal } from "../errors.ts";

/** Headers that an admitted request carries on to its route, and that its answer carries back. */
export type Pass = { request?: Record<string, string>; response?: Record<string, string> };
export type Door = (headers: Headers) => Pass | Promise<Pass>;

/** @throws Refusal `not_signed_in`, `forbidden` */
export async function requireSignedIn(headers: Headers): Promise<Identity> {
  const identity = await identify(headers);
  if (!identity) throw new Refusal("not_signed_in");
  return identity;
}
