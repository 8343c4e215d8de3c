/** Whether NEXTAUTH_URL, here and there, is the address that was asked about: sign-ins lead back to it, and no other origin may spend. */
import { z } from "zod";

import { isLoopback } from "./configuration.ts";
import type { Ask } from "./ask.ts";
import { type Finding, speaker } from "./finding.ts";

const { good, bad, hint } = speaker("deployment");

const CURE = "Set it to the address that people type, without a path.";
const providersSchema = z.record(z.string(), z.looseObject({ callbackUrl: z.url() }));

/** @param configured NEXTAUTH_URL as it is set here, if it is */
export async function checkAddress(ask: Ask, url: URL, configured: string | undefined): Promise<Finding[]> {
  const told = await toldAddress(ask);
  const there =
    told === undefined
      ? hint("It does not tell where its sign-ins lead back to.", "Try one yourself.")
      : told === url.origin
        ? good("Its sign-ins lead back to this address.")
        : bad(`NEXTAUTH_URL there is ${told}: sign-ins end at that address, and pages of this one may not chat.`, CURE);
  return [there, ...compareOwn(url, configured)];
}

/** The sign-in's list of providers names a callback for each. */
async function toldAddress(ask: Ask): Promise<string | undefined> {
  const response = await ask("/api/auth/providers");
  const providers = providersSchema.safeParse(await response.json().catch(() => undefined)).data ?? {};
  const [first] = Object.values(providers);
  return first && new URL(first.callbackUrl).origin;
}

/** On a developer's machine it is usually that machine's, which says nothing of a deployment. */
function compareOwn(url: URL, configured: string | undefined): Finding[] {
  const own = configured === undefined ? undefined : URL.parse(configured)?.origin;
  if (own === undefined || own === url.origin || (isLoopback(own) && !isLoopback(url.href))) return [];
  return [bad(`NEXTAUTH_URL here is ${own}, and you asked about ${url.origin}.`, CURE)];
}
