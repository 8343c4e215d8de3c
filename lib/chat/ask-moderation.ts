/** Asks OpenAI's moderation endpoint about texts and pictures: calls that cost nothing. */
import "server-only";

import { z } from "zod";

import { BUILT_IN_PROVIDER } from "../config-checks.ts";
import type { Picture } from "./chat-input.ts";
import { clientOf } from "./provider/openai.ts";

export const MODERATION_MODEL = "omni-moderation-latest";

const verdictsSchema = z.object({ results: z.array(z.object({ flagged: z.boolean() })) });

/** @throws whatever keeps it from being known */
export async function anyFlagged(texts: string[], pictures: Picture[], signal: AbortSignal): Promise<boolean> {
  // It refuses more than one picture a call: https://github.com/antiwork/gumroad/pull/4709
  const inputs = [...(texts.length > 0 ? [texts] : []), ...pictures.map(inputOf)];
  const verdicts = await Promise.all(inputs.map((input) => isFlagged(input, signal)));
  return verdicts.some(Boolean);
}

type Input = string[] | [{ type: "image_url"; image_url: { url: string } }];

function inputOf({ dataUrl }: Picture): Input {
  return [{ type: "image_url", image_url: { url: dataUrl } }];
}

async function isFlagged(asked: Input, signal: AbortSignal): Promise<boolean> {
  const [first] = asked;
  const input = asked.length === 1 && typeof first === "string" ? first : asked;
  const { moderations } = clientOf(BUILT_IN_PROVIDER);
  const { results } = verdictsSchema.parse(await moderations.create({ model: MODERATION_MODEL, input }, { signal }));
  if (results.length !== asked.length) throw new Error("Not everything has a verdict");
  return results.some(({ flagged }) => flagged);
}
