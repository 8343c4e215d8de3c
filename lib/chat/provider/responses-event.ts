/** An event of the Responses protocol: what of it is read, whatever the server. Text is checked where it is heard, and numbers where they are priced. */
import "server-only";

import type { Usage } from "../../usage/price.ts";
import type { CallPiece } from "./call-piece.ts";
import type { FinishReason } from "./reply-parts.ts";
import { usageFrom } from "./token-usage.ts";

export type ResponsesEvent = {
  type?: string;
  item_id?: string;
  output_index?: number;
  content_index?: number;
  delta?: unknown;
  text?: unknown;
  refusal?: unknown;
  arguments?: unknown;
  name?: unknown;
  part?: Content;
  item?: Item;
  code?: unknown;
  error?: { code?: unknown } | null;
  response?: Answer;
};
type Content = { text?: unknown; refusal?: unknown };
type Item = {
  type?: unknown;
  id?: string;
  content?: Content[];
  /** Of a call. */
  call_id?: unknown;
  name?: unknown;
  arguments?: unknown;
  /** Of reasoning. */
  encrypted_content?: unknown;
};
type Answer = {
  output?: Item[];
  error?: { code?: unknown } | null;
  incomplete_details?: { reason?: string } | null;
  usage?: {
    input_tokens?: unknown;
    output_tokens?: unknown;
    total_tokens?: unknown;
    input_tokens_details?: { cached_tokens?: unknown; cache_write_tokens?: unknown } | null;
    output_tokens_details?: { reasoning_tokens?: unknown } | null;
  } | null;
};

/** The item that is begun or done, or of which an event speaks. */
export function callIn({ item_id, output_index, item, name, ...event }: ResponsesEvent): CallPiece {
  const input = item ? item.arguments : event.arguments;
  return { ids: [item_id, item?.id, item?.call_id], index: output_index, name: item?.name ?? name, input };
}

/** The event's own type decides how the answer ended; a status beside it may be missing. */
export function finishOf({ type, response }: ResponsesEvent): FinishReason {
  if (type !== "response.incomplete") return "stop";
  return response?.incomplete_details?.reason === "content_filter" ? "content-filter" : "length";
}

export function usageOf(answer: Answer | undefined): Usage | null {
  const usage = answer?.usage;
  if (!usage) return null;
  return usageFrom({
    input: usage.input_tokens,
    output: usage.output_tokens,
    total: usage.total_tokens,
    cachedInput: usage.input_tokens_details?.cached_tokens,
    cacheWrite: usage.input_tokens_details?.cache_write_tokens,
    reasoning: usage.output_tokens_details?.reasoning_tokens,
  });
}
