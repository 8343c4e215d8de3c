/** The most a request can cost, known before it is sent: what a reservation takes. */
import type { ModelConfig } from "../config-schema.ts";
import { dearestPriceOf } from "./price.ts";

/** What the provider's chat format adds to each message and to the whole; some four tokens are usual. */
const TOKENS_AROUND_MESSAGE = 8;
const TOKENS_AROUND_REQUEST = 16;

/** All text that is sent, our instructions included, and the most tokens that may come back. */
export type Request = { texts: string[]; maxOutputTokens: number };

/** @returns micro-USD, an integer: an upper bound of priceOf() for whatever the provider can do with this request */
export function worstCaseOf(model: ModelConfig, { texts, maxOutputTokens }: Request): number {
  // A token is at least one byte of UTF-8, whatever the tokenizer.
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const bound = bytes + TOKENS_AROUND_MESSAGE * texts.length + TOKENS_AROUND_REQUEST;
  return dearestPriceOf(model, { input: bound, output: maxOutputTokens });
}
