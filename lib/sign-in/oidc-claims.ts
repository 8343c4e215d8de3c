/** Who signs in by OpenID Connect: the ID token says it, and what it leaves out the userinfo endpoint does. */
import "server-only";

import { decodeJwt } from "jose";
import type { Profile } from "next-auth";
import type { UserinfoEndpointHandler } from "next-auth/providers/oauth";
import { z } from "zod";

import { withCode } from "./with-code.ts";

/** A claim of another type counts as absent. */
const text = z.string().min(1).optional().catch(undefined);
const claimsSchema = z.object({
  sub: z.string().min(1),
  name: text,
  preferred_username: text,
  email: text,
  email_verified: z.unknown().optional(),
});
type Claims = z.infer<typeof claimsSchema>;

export type OidcProfile = Profile & { sub: string; name: string; email_verified: unknown };

/** @throws when the userinfo endpoint is needed and fails, or speaks of another subject (OpenID Connect Core, 5.3.2) */
export const completeClaims: NonNullable<UserinfoEndpointHandler["request"]> = async ({ client, tokens }) => {
  const { id_token = "", access_token } = tokens;
  const claims = claimsSchema.parse(decodeJwt(id_token));
  if (isComplete(claims) || !client.issuer.metadata.userinfo_endpoint || !access_token) return profileOf(claims);
  const more = claimsSchema.parse(await client.userinfo(access_token));
  if (more.sub !== claims.sub) throw withCode("userinfo_subject");
  // An address and the word that it is verified belong together, so both come from one place.
  const { email, email_verified } = more.email === undefined ? claims : more;
  const name = claims.name ?? more.name ?? claims.preferred_username ?? more.preferred_username;
  return profileOf({ ...claims, name, email, email_verified });
};

function isComplete({ name, preferred_username, email, email_verified }: Claims): boolean {
  return (name ?? preferred_username) !== undefined && email !== undefined && email_verified !== undefined;
}

function profileOf({ sub, name, preferred_username, email, email_verified }: Claims): OidcProfile {
  return { sub, name: name ?? preferred_username ?? sub, ...(email !== undefined && { email }), email_verified };
}
