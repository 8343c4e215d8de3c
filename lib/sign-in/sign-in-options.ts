/** What the sign-in page offers. */
import "server-only";

import { offers, type SignInOption } from "./providers.ts";

export function signInOptions(): SignInOption[] {
  return offers().map(({ id, name, kind, challenge }) => ({ id, name, kind, ...(challenge && { challenge }) }));
}
