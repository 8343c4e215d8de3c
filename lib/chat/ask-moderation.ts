/** Asks OpenAI's moderation endpoint about texts: a call that costs nothing. */
import "server-only";

import { z } from "zod";

import { BUILT_IN_PROVIDER } from "../config-checks.ts";
import { clientOf } from "./openai.ts";

export const MODERATION_MODEL = "omni-moderation-latest";

const verdictsSchema = z.object({ results: z.array(z.object({ flagged: z.boolean() })) });

/** @throws whatever keeps it from being known */
export async function anyFlagged(texts: string[], signal: AbortSignal): Promise<boolean> {
  const input = texts.length === 1 ? (texts[0] ?? "") : texts;
  const { moderations } = clientOf(BUILT_IN_PROVIDER);
  const { results } = verdictsSchema.parse(await moderations.create({ model: MODERATION_MODEL, input }, { signal }));
  if (results.length !== texts.length) throw new Error("Not every text has a verdict");
  return results.some(({ flagged }) => flagged);
}
