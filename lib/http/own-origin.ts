/** The address of this service as browsers see it, for comparing and for links. A header decides only where there is nothing better. */
import { env, isLocalDemo } from "../env.ts";

/**
 * @returns an origin as browsers write it ("https://chat.example"): the configured address; on Vercel, where each deployment has
 * hosts of its own, the host that was asked for; in the local demo whatever stands in the address bar. Otherwise undefined.
 */
export function ownOrigin(headers: Headers): string | undefined {
  const { NEXTAUTH_URL, VERCEL } = env();
  if (NEXTAUTH_URL) return new URL(NEXTAUTH_URL).origin;
  if (VERCEL) return originOf("https", headers.get("host"));
  return isLocalDemo(env()) ? originOf("http", headers.get("host")) : undefined;
}

/** A Host that is more or less than a host and a port is none. */
function originOf(scheme: "https" | "http", host: string | null): string | undefined {
  const url = URL.parse(`${scheme}://${host}`);
  return url && host !== null && url.href === `${url.origin}/` ? url.origin : undefined;
}
