/** Whatever changes or spends something may only be asked for by our own pages, or by no page at all. */
import { env } from "../env.ts";
import { Refusal } from "../errors.ts";

/** @throws Refusal `forbidden` for a foreign or opaque Origin, or a cross-site fetch */
export function requireSameOrigin(headers: Headers): void {
  if (headers.get("sec-fetch-site") === "cross-site") throw new Refusal("forbidden");
  const origin = headers.get("origin");
  if (origin === null) return;
  const { NEXTAUTH_URL } = env();
  const ours = [headers.get("host"), NEXTAUTH_URL && new URL(NEXTAUTH_URL).host];
  const host = URL.parse(origin)?.host;
  if (!host || !ours.includes(host)) throw new Refusal("forbidden");
}
