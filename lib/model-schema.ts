/** What lib/config.ts may say of a model and of the server that it is called at. lib/config-schema.ts has the rest. */
import { z } from "zod";

const positive = z.int().min(1);
/** At most two decimals, for the same reason as prices have at most six. */
const factor = z.number().min(1).max(100).multipleOf(0.01);
/** At most six decimals, so that money is exact. */
const price = z.number().min(0).max(10_000).multipleOf(0.000001);

/** A server that models are called at, and what differs about it. */
export const provider = z.strictObject({
  /** Which of OpenAI's protocols it speaks: Responses, or Chat Completions. */
  api: z.enum(["responses", "chat"]).optional(),
  /** Chat Completions: what it calls the bound on output. A server that does not know the name may ignore the bound. */
  outputLimitField: z.enum(["max_completion_tokens", "max_tokens"]).optional(),
  /**
   * Chat Completions: whether it knows what only OpenAI has, which is to keep nothing, the standard price tier and a user's hash.
   * By default this is decided by its address.
   */
  openaiFields: z.boolean().optional(),
  /** By default those of `limits`. */
  replySeconds: z.number().positive().max(3600).optional(),
  stallSeconds: z.number().positive().max(3600).optional(),
});

export const model = z.strictObject({
  /** A key of `providers`; by default the one of OPENAI_API_KEY. */
  provider: z.string().optional(),
  usdPerMillionTokens: z.strictObject({ input: price, cachedInput: price, cacheWrite: price, output: price }),
  /** The most tokens, in and out together, that one call to this model may use. */
  contextTokens: positive,
  /** Whether the model bills output tokens that it does not show. */
  reasoning: z.boolean(),
  /** Whether it calls tools. */
  tools: z.boolean().optional(),
  /** Whether it sees pictures. */
  images: z.boolean().optional(),
  /** The most input tokens that one picture can cost in the detail that we send. A model that sees must say it. */
  imageTokens: positive.optional(),
  /** How long this model may send nothing at all; by default `limits.stallSeconds`, and no limit while it reasons. */
  stallSeconds: z.number().positive().max(3600).optional(),
  /** A dearer price for the whole call above so many input tokens. Factors have at most two decimals. */
  longContext: z
    .strictObject({
      aboveInputTokens: positive,
      inputTimes: factor,
      outputTimes: factor,
    })
    .optional(),
});
