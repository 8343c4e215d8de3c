/** Exchanges the code of an OpenID Connect sign-in and verifies the ID token, with the algorithm that the issuer signs with. */
import "server-only";

import { decodeProtectedHeader } from "jose";
import type { TokenEndpointHandler } from "next-auth/providers/oauth";

import { withCode } from "./with-code.ts";

type ExchangeCode = NonNullable<TokenEndpointHandler["request"]>;
type Client = Parameters<ExchangeCode>[0]["client"];

/** Signatures by a key that the issuer alone has. `none` is no signature, and HS* would take a published key for a secret. */
const ALGORITHMS = /^(?:(?:RS|PS|ES)(?:256|384|512)|EdDSA)$/;
/** What an issuer signs with that does not say (OpenID Connect Discovery, 3, demands it of all). */
const USUAL = "RS256";

/**
 * next-auth's own exchange expects RS256. What it checks is checked here as well, by the same library and in the same order:
 * state, issuer and error, then the code, then signature, issuer, audience, times and nonce.
 */
export const exchangeCode: ExchangeCode = async ({ client, provider, params, checks }) => {
  const { code, ...rest } = params;
  const { state } = checks;
  if (!state || !code) throw withCode("no_state_or_code");
  await client.callback(provider.callbackUrl, rest, { state });
  const tokens = await client.grant({
    grant_type: "authorization_code",
    code,
    redirect_uri: provider.callbackUrl,
    code_verifier: checks.code_verifier,
  });
  const { id_token } = tokens;
  const nonce = "nonce" in checks ? checks.nonce : undefined;
  if (!id_token || !nonce) throw withCode("no_id_token_or_nonce");
  const verifier = clientFor(algorithmOf(id_token, client), client);
  await verifier.callback(provider.callbackUrl, { id_token }, { nonce, response_type: "id_token" });
  return { tokens };
};

/** The token names its algorithm, and the issuer's discovery document has to know it. */
function algorithmOf(idToken: string, { issuer }: Client): string {
  const offered: unknown = issuer.metadata.id_token_signing_alg_values_supported;
  const { alg } = decodeProtectedHeader(idToken);
  const known = Array.isArray(offered) ? offered.includes(alg) : alg === USUAL;
  if (typeof alg !== "string" || !known || !ALGORITHMS.test(alg)) throw withCode("id_token_algorithm");
  return alg;
}

/** A client takes its algorithm when it is made. The rest is the same, with the tolerance for clocks that next-auth has set. */
function clientFor(algorithm: string, client: Client): Client {
  const verifier = new client.issuer.Client({ ...client.metadata, id_token_signed_response_alg: algorithm });
  for (const setting of Object.getOwnPropertySymbols(client))
    Reflect.set(verifier, setting, Reflect.get(client, setting));
  return verifier;
}
