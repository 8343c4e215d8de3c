/** Whatever changes or spends something may only be asked for by our own pages, or by no page at all. */
import { Refusal } from "../errors.ts";
import { ownOrigin } from "./own-origin.ts";

/** @throws Refusal `forbidden` for an Origin whose scheme, host or port is another, for an opaque one, and for a cross-site fetch */
export function requireSameOrigin(headers: Headers): void {
  if (headers.get("sec-fetch-site") === "cross-site") throw new Refusal("forbidden");
  const origin = headers.get("origin");
  // Browsers write an origin in one way only (RFC 6454, 6.2), so that letter for letter is the whole comparison.
  if (origin !== null && origin !== ownOrigin(headers)) throw new Refusal("forbidden");
}
