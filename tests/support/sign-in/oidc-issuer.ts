/** An OpenID Connect issuer on loopback that signs with any algorithm, also with those that nobody may accept. */
import { createHmac, createPublicKey } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";

import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

export const SIGNING = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
] as const;

export type Manner = {
  /** What the ID token is signed with; "HS256-public" takes the published RSA key for a secret, "stranger" a key that is not published. */
  alg?: (typeof SIGNING)[number] | "none" | "HS256" | "HS256-public" | "stranger";
  /** What discovery says; undefined leaves it out. */
  supported?: string[] | undefined;
  /** Claims of the ID token beside those that are always there. */
  claims?: Record<string, unknown>;
  /** What the userinfo endpoint answers; undefined: there is none. */
  userinfo?: Record<string, unknown> | undefined;
};

type Pair = { publicKey: CryptoKey; privateKey: CryptoKey };
type Issuer = { url: string; behave: (manner: Manner) => void; asked: () => string[]; stop: () => Promise<void> };

export async function startOidcIssuer(clientId: string, clientSecret: string): Promise<Issuer> {
  const keys = new Map<string, Pair>();
  for (const alg of SIGNING) keys.set(alg, await generateKeyPair(alg, { extractable: true }));
  const published = await Promise.all([...keys].map(([alg, pair]) => toJwk(alg, pair.publicKey)));
  let manner: Manner = {};
  let asked: string[] = [];
  const nonces = new Map<string, string>();
  const server = createServer((request, response) => void serve(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    asked.push(pathname);
    const body = await text(request);
    if (pathname === "/.well-known/openid-configuration") return json(response, discovery());
    if (pathname === "/keys") return json(response, { keys: published });
    if (pathname === "/userinfo" && manner.userinfo) return json(response, manner.userinfo);
    if (pathname === "/authorize") return authorize(searchParams, response);
    if (pathname !== "/token") return void response.writeHead(404).end();
    const nonce = nonces.get(new URLSearchParams(body).get("code") ?? "") ?? "";
    const claims = { iss: url, aud: clientId, sub: "ada", nonce, ...manner.claims };
    json(response, { access_token: "access", token_type: "Bearer", expires_in: 60, id_token: await sign(claims) });
  };

  const discovery = () => ({
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/keys`,
    ...("userinfo" in manner && { userinfo_endpoint: `${url}/userinfo` }),
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: "supported" in manner ? manner.supported : [...SIGNING, "HS256", "none"],
  });

  const authorize = (query: URLSearchParams, response: ServerResponse): void => {
    const code = crypto.randomUUID();
    nonces.set(code, query.get("nonce") ?? "");
    const back = new URL(query.get("redirect_uri") ?? "");
    back.search = new URLSearchParams({ code, state: query.get("state") ?? "" }).toString();
    response.writeHead(302, { location: back.href }).end();
  };

  const sign = async (claims: Record<string, unknown>): Promise<string> => {
    const { alg = "RS256" } = manner;
    const now = Math.floor(Date.now() / 1000);
    const payload = { iat: now, exp: now + 60, ...claims };
    const rsa = keys.get("RS256")?.publicKey;
    if (alg === "none") return `${part({ alg })}.${part(payload)}.`;
    if (alg === "HS256") return hmac(payload, clientSecret);
    if (alg === "HS256-public" && rsa)
      return hmac(
        payload,
        createPublicKey({ key: await exportJWK(rsa), format: "jwk" }).export({ type: "spki", format: "pem" }),
      );
    const name = alg === "stranger" ? "RS256" : alg;
    const key = alg === "stranger" ? await generateKeyPair("RS256") : keys.get(name);
    if (!key) throw new Error(`No key for ${alg}`);
    return new SignJWT(payload).setProtectedHeader({ alg: name, kid: name }).sign(key.privateKey);
  };

  return {
    url,
    behave: (next) => {
      manner = next;
      asked = [];
    },
    asked: () => asked,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function toJwk(alg: string, key: CryptoKey): Promise<JWK> {
  return { ...(await exportJWK(key)), kid: alg, alg, use: "sig" };
}

function hmac(payload: object, secret: string | Buffer): string {
  const signed = `${part({ alg: "HS256", kid: "RS256" })}.${part(payload)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}
