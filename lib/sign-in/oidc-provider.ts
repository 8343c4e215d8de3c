/** Any OpenID Connect issuer, found through its discovery document. */
import "server-only";

import type { OAuthConfig } from "next-auth/providers/oauth";

import { completeClaims, type OidcProfile } from "./oidc-claims.ts";
import { exchangeCode } from "./oidc-tokens.ts";

export function oidcProvider(options: {
  issuer: string;
  clientId: string;
  clientSecret: string;
}): OAuthConfig<OidcProfile> {
  return {
    ...options,
    id: "oidc",
    name: "Single sign-on",
    type: "oauth",
    wellKnown: `${options.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    token: { request: exchangeCode },
    userinfo: { request: completeClaims },
    checks: ["pkce", "state", "nonce"],
    profile: ({ sub, name, email }) => ({ id: sub, name, email: email ?? null }),
  };
}
