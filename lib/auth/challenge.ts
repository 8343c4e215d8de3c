/** The challenge that guests solve before they come in, by Cloudflare Turnstile: in force when both of its keys are set. */
import { env, isLocalDemo } from "../env.ts";
import { guestsMayEnter } from "./admission.ts";

export type Challenge = {
  /** Public: the page shows it to whoever makes the challenge. */
  siteKey: string;
  secretKey: string;
  /** Whose script and frame the page has to let in. */
  origin: string;
  verifyUrl: string;
  /** It is there to be seen: a program enters a local demo without a browser, as it does where there are no keys. */
  isStandIn: boolean;
};

const CLOUDFLARE = "https://challenges.cloudflare.com";
const VERIFY_PATH = "/turnstile/v0/siteverify";

/** @returns undefined when guests need none, or may not enter at all */
export function challengeInForce(): Challenge | undefined {
  const { TURNSTILE_SITE_KEY: siteKey, TURNSTILE_SECRET_KEY: secretKey, TURNSTILE_VERIFY_URL: verifyUrl } = env();
  if (!siteKey || !secretKey || !guestsMayEnter(env())) return undefined;
  // Elsewhere the variable alone would let everybody in.
  const local = isLocalDemo(env()) ? env().LOCAL_CHALLENGE_ORIGIN : undefined;
  const origin = local ?? CLOUDFLARE;
  return { siteKey, secretKey, origin, verifyUrl: verifyUrl ?? origin + VERIFY_PATH, isStandIn: local !== undefined };
}
