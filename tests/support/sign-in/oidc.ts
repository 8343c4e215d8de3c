/** A real OpenID Connect issuer on loopback, whose next user a test can choose. */
import { Events, type MutableResponse, type MutableToken, OAuth2Server } from "oauth2-mock-server";

export type OidcUser = { sub: string; name: string; email?: string; email_verified?: boolean };

export type Issuer = {
  /** For OIDC_ISSUER. */
  url: string;
  /** Who signs in from now on. */
  setUser: (user: OidcUser) => void;
  stop: () => Promise<void>;
};

export async function startIssuer(first: OidcUser): Promise<Issuer> {
  let user = first;
  const server = new OAuth2Server();
  await server.issuer.keys.generate("RS256");
  server.service.on(Events.BeforeTokenSigning, (token: MutableToken) => {
    Object.assign(token.payload, user);
  });
  server.service.on(Events.BeforeUserinfo, (response: MutableResponse) => {
    response.body = { ...user };
  });
  await server.start(0, "127.0.0.1");
  // The package calls itself localhost, which may resolve to an address that it does not listen on.
  const url = `http://127.0.0.1:${server.address().port}`;
  server.issuer.url = url;
  return { url, setUser: (next) => (user = next), stop: () => server.stop() };
}
