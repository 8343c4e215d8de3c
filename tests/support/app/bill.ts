/** Prices what the provider stand-in says it made, by arithmetic of the tests' own: whole nano-USD, rounded up once a reply. */
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { z } from "zod";

import type { Call, Usage } from "../provider/provider.ts";

/** nano-USD per token, as lib/config.ts states them in USD per million. */
const PRICES: Record<string, { input: number; cachedInput: number; cacheWrite: number; output: number }> = {
  "gpt-6-luna": { input: 100, cachedInput: 10, cacheWrite: 125, output: 500 },
  "gpt-5-mini": { input: 250, cachedInput: 25, cacheWrite: 250, output: 2_000 },
};

/** micro-USD */
export function billOf({ body, billed }: Call): number {
  const { input, cachedInput, cacheWrite = 0, output } = billed;
  const price = PRICES[body.model];
  if (!price) throw new Error(`Nobody has priced ${body.model} for the tests`);
  const read = (input - cachedInput - cacheWrite) * price.input + cachedInput * price.cachedInput;
  return Math.ceil((read + cacheWrite * price.cacheWrite + output * price.output) / 1_000);
}

export function billFor(calls: Call[]): number {
  return calls.reduce((sum, call) => sum + billOf(call), 0);
}

/** What so many more output tokens cost, in micro-USD. */
export function outputPrice(model: string, tokens: number): number {
  return ((PRICES[model]?.output ?? Number.NaN) * tokens) / 1_000;
}

const partSchema = z.looseObject({ type: z.string(), text: z.string().optional() });
const messageSchema = z.looseObject({ content: z.union([z.string(), z.array(partSchema)]) });
const sentSchema = z.looseObject({ instructions: z.string(), input: z.array(messageSchema) });

/** What a picture is billed as, whatever its size. */
export const PICTURE_TOKENS = 922;

/** From here on the provider keeps a prompt for the next call, and bills that. */
const CACHED_FROM_TOKENS = 1_024;

/** Counts a call's input as the provider's chat format does: the texts, some four tokens around each, three for the reply, and the pictures. */
export function countInput({ body }: Pick<Call, "body">): Omit<Usage, "output"> {
  const { instructions, input: messages } = sentSchema.parse(body);
  const parts = messages.map(({ content }) =>
    typeof content === "string" ? [{ type: "text", text: content }] : content,
  );
  const texts = [instructions, ...parts.map((some) => some.map(({ text = "" }) => text).join(""))];
  const pictures = parts.flat().filter(({ type }) => type === "input_image").length;
  const input = texts.reduce((sum, text) => sum + encode(text).length + 4, 3) + pictures * PICTURE_TOKENS;
  return { input, cachedInput: 0, cacheWrite: input >= CACHED_FROM_TOKENS ? input : 0 };
}
