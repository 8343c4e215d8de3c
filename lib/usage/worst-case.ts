/** The most a request can cost, known before it is sent: what a reservation takes. */
import "server-only";

import type { ModelConfig } from "../config-schema.ts";
import { pictureTokens } from "./picture-tokens.ts";
import { dearestPriceOf } from "./price.ts";

/** What the provider's chat format adds to each message and to the whole; some four tokens are usual. */
const TOKENS_AROUND_MESSAGE = 8;
const TOKENS_AROUND_REQUEST = 16;
/** Some providers tell a model by themselves how to call tools: up to 530 tokens, by https://docs.anthropic.com/en/docs/tool-use-pricing-and-tokens. */
export const TOKENS_AROUND_TOOLS = 640;

/** What usage needs to know of a call of the provider. */
export type ModelCall = Step & {
  requestId: string;
  /** A name of `models` in the configuration. */
  model: string;
};

/** One call of the model: the first of a reply, or a further one after its tools have run. */
export type Step = {
  /**
   * All text that is sent: our instructions, the turns, and the offered tools as JSON. A call of a tool is four texts, as
   * lib/chat/chat-input.ts has it: what the provider writes around it is more than around one message.
   */
  texts: string[];
  /** How many pictures are sent. */
  images: number;
  /** Whether tools are offered. */
  offersTools?: boolean;
  /** The most tokens that may come back, hidden reasoning included. */
  maxOutputTokens: number;
};

/** @returns micro-USD, an integer: an upper bound of priceOf() for whatever the provider can do with this call */
export function worstCaseOf(model: ModelConfig, { texts, images, offersTools = false, maxOutputTokens }: Step): number {
  // A token is at least one byte of UTF-8, whatever the tokenizer.
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const around = TOKENS_AROUND_MESSAGE * texts.length + TOKENS_AROUND_REQUEST;
  const bound = bytes + around + pictureTokens(model, images) + (offersTools ? TOKENS_AROUND_TOOLS : 0);
  return dearestPriceOf(model, { input: bound, output: maxOutputTokens });
}
