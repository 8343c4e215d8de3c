/** The addresses of next-auth that our pages use. It has more, and one of them lets strangers write into the log. */
import "server-only";

import { Refusal } from "../errors.ts";
import { offers, type SignInOption } from "./providers.ts";

/** As next-auth names it: what is asked for, and of which provider. */
export type SignInAddress = { action: string; providerId: string | undefined };

const PLAIN = new Map([
  ["csrf", ["GET"]],
  ["providers", ["GET"]],
  ["session", ["GET"]],
  ["error", ["GET"]],
  ["signin", ["GET"]],
  ["signout", ["GET", "POST"]],
]);

const OAUTH = new Map([
  ["signin", ["POST"]],
  ["callback", ["GET"]],
]);

/** For guests and the local demo: a form, and no way round by another site. */
const FORM = new Map([["callback", ["POST"]]]);

/** @throws Refusal `not_found`, `method_not_allowed` */
export function signInAddress(segments: string[], method: string): SignInAddress {
  const [action = "", providerId, ...more] = segments;
  const allowed = more.length === 0 ? methodsOf(action, providerId) : undefined;
  if (!allowed) throw new Refusal("not_found");
  if (!allowed.includes(method)) throw new Refusal("method_not_allowed", { headers: { allow: allowed.join(", ") } });
  return { action, providerId };
}

function methodsOf(action: string, providerId: string | undefined): string[] | undefined {
  if (providerId === undefined) return PLAIN.get(action);
  const kind: SignInOption["kind"] | undefined = offers().find(({ id }) => id === providerId)?.kind;
  return kind && (kind === "oauth" ? OAUTH : FORM).get(action);
}
