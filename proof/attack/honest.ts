/** The requests of an honest visitor, which the controls look at: a reply, a token, a sign-in, an address that exists. */
import { z } from "zod";

import type { Ask } from "../../tests/support/app/http.ts";
import type { Answer } from "../../tests/support/app/http-answer.ts";
import { parseJson } from "./json.ts";
import { once } from "./once.ts";
import type { Target } from "./target.ts";

const csrfSchema = z.looseObject({ csrfToken: z.string().min(8) });

/** A short question of a user, answered with words. */
export const honestReply = once(async (target): Promise<Answer> => {
  await target.requireAllowance(1);
  return target.payer.chat();
});

/** The same question of somebody who has no session. */
export const strangersReply = once((target): Promise<Answer> => target.stranger.fire());

/** The first model that the user may name. */
export const ownModel = once(async (target): Promise<string> => {
  if (target.profile.isStarter) return (await target.payer.usage()).models[0] ?? "gpt";
  return target.model ?? "gpt-5-mini";
});

export function csrfTokenOf({ body }: Answer): string {
  return csrfSchema.safeParse(parseJson(body)).data?.csrfToken ?? "";
}

/** Whether this address is answered otherwise than one that nobody has thought of. */
export async function isKnown(target: Target, path: string, request: Ask = {}): Promise<boolean> {
  const [known, unknown] = await Promise.all([
    target.ask(path, request),
    target.ask(`/api/${crypto.randomUUID()}`, request),
  ]);
  return known.status !== 0 && known.status !== unknown.status;
}
