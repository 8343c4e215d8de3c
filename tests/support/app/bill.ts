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
export function billOf(call: Call): number {
  return billOfReply([call]);
}

/** Of all calls that one reply made, rounded up once. micro-USD */
export function billOfReply(calls: Call[]): number {
  return Math.ceil(calls.reduce((sum, call) => sum + nanoUsdOf(call), 0) / 1_000);
}

/** Of replies of one call each. micro-USD */
export function billFor(calls: Call[]): number {
  return calls.reduce((sum, call) => sum + billOf(call), 0);
}

function nanoUsdOf({ body, billed }: Call): number {
  const { input, cachedInput, cacheWrite = 0, output } = billed;
  const price = PRICES[body.model];
  if (!price) throw new Error(`Nobody has priced ${body.model} for the tests`);
  const read = (input - cachedInput - cacheWrite) * price.input + cachedInput * price.cachedInput;
  return read + cacheWrite * price.cacheWrite + output * price.output;
}

/** What so many more output tokens cost, in micro-USD. */
export function outputPrice(model: string, tokens: number): number {
  return ((PRICES[model]?.output ?? Number.NaN) * tokens) / 1_000;
}

const partSchema = z.looseObject({ type: z.string(), text: z.string().optional() });
const callSchema = z.looseObject({ function: z.looseObject({ name: z.string(), arguments: z.string() }) });
/** A message of either protocol, or an item: a call of a tool, or what it gave. */
const itemSchema = z.looseObject({
  content: z.union([z.string(), z.array(partSchema)]).nullish(),
  name: z.string().optional(),
  arguments: z.string().optional(),
  output: z.string().optional(),
  tool_calls: z.array(callSchema).optional(),
});
const sentSchema = z.looseObject({
  instructions: z.string().default(""),
  input: z.array(itemSchema).default([]),
  messages: z.array(itemSchema).default([]),
  tools: z.array(z.unknown()).default([]),
});

/** What a picture is billed as, whatever its size. */
export const PICTURE_TOKENS = 922;

/** From here on the provider keeps a prompt for the next call, and bills that. */
const CACHED_FROM_TOKENS = 1_024;

/** Counts a call's input as the provider's chat format does: the texts, some four tokens around each, three for the reply, and the pictures. */
export function countInput({ body }: Pick<Call, "body">): Omit<Usage, "output"> {
  const { instructions, input: items, messages, tools } = sentSchema.parse(body);
  const texts = [instructions, ...[...items, ...messages].map(textOf), ...tools.map((tool) => JSON.stringify(tool))];
  const parts = [...items, ...messages].flatMap(({ content }) => (Array.isArray(content) ? content : []));
  const pictures = parts.filter(({ type }) => type === "input_image" || type === "image_url").length;
  const input = texts.reduce((sum, text) => sum + encode(text).length + 4, 3) + pictures * PICTURE_TOKENS;
  return { input, cachedInput: 0, cacheWrite: input >= CACHED_FROM_TOKENS ? input : 0 };
}

function textOf({
  content,
  name = "",
  arguments: given = "",
  output = "",
  tool_calls = [],
}: z.infer<typeof itemSchema>) {
  const said = Array.isArray(content) ? content.map(({ text = "" }) => text).join("") : (content ?? "");
  const calls = tool_calls.map((call) => call.function.name + call.function.arguments);
  return said + name + given + output + calls.join("");
}
