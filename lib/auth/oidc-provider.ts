/** Any OpenID Connect issuer, found through its discovery document. */
import "server-only";

import type { OAuthConfig } from "next-auth/providers/oauth";

export type OidcClaims = {
  sub: string;
  name?: string;
  preferred_username?: string;
  email?: string;
  email_verified?: boolean;
};

export function oidcProvider(options: {
  issuer: string;
  clientId: string;
  clientSecret: string;
}): OAuthConfig<OidcClaims> {
  return {
    ...options,
    id: "oidc",
    name: "Single sign-on",
    type: "oauth",
    wellKnown: `${options.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    profile: ({ sub, name, preferred_username, email }) => ({
      id: sub,
      name: name ?? preferred_username ?? sub,
      email: email ?? null,
    }),
  };
}
