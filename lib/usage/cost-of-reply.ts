/** What a reply that has ended is settled at: its price when the provider reported usage, else never less than it can bill. */
import "server-only";

import type { ModelConfig } from "../config-schema.ts";
import { countTokens } from "./count-tokens.ts";
import { dearestPriceOf, priceOf, type Usage } from "./price.ts";

/** How a reply ended, as far as money is concerned. */
export type ReplyEnd = {
  /** What the provider reported; null when the reply ended before it did. */
  usage: Usage | null;
  /** The provider said, in its own error format and before the first word, that it would not answer: it bills nothing. */
  refused: boolean;
  /** What arrived, and in how many pieces: a piece is at least one token. */
  text: string;
  pieces: number;
};

export type Sent = { model: ModelConfig; texts: string[]; holdMicroUsd: number };

/** Tokens that the provider had made, and we had not received, when the line was cut. */
const TOKENS_IN_FLIGHT = 48;

/** What the provider's chat format adds to each message and to the whole, as measured; worst-case.ts has the bound. */
const TOKENS_AROUND_MESSAGE = 4;
const TOKENS_AROUND_REQUEST = 3;

/** @returns micro-USD, an integer; more than the hold only when the provider reports more than it was allowed */
export async function costOfReply(end: ReplyEnd, sent: Sent): Promise<number> {
  if (end.refused) return 0;
  if (end.usage && hasCounted(end.usage, end)) return reportedPrice(sent, end.usage);
  // Nobody can know how many hidden tokens were made.
  if (sent.model.reasoning) return sent.holdMicroUsd;
  const received = Math.max(await countTokens([end.text]), end.pieces);
  const around = TOKENS_AROUND_MESSAGE * sent.texts.length + TOKENS_AROUND_REQUEST;
  const input = (await countTokens(sent.texts)) + around;
  return Math.min(dearestPriceOf(sent.model, { input, output: received + TOKENS_IN_FLIGHT }), sent.holdMicroUsd);
}

/** A provider that says it has read nothing, or made nothing of what we have heard, has not. */
function hasCounted({ input, output }: Usage, { pieces }: ReplyEnd): boolean {
  return input !== 0 && (output !== 0 || pieces === 0);
}

function reportedPrice({ model, holdMicroUsd }: Sent, usage: Usage): number {
  try {
    return priceOf(model, usage);
  } catch {
    return holdMicroUsd;
  }
}
