/** OpenAI's Responses protocol: what each event of an answer says. */
import "server-only";

import type { Usage } from "../usage/price.ts";
import { type Content, HeardText, type Item, textOf } from "./heard-text.ts";
import { StreamedFailure } from "./provider-failure.ts";
import type { FinishReason, Protocol, ReplyPart } from "./reply-parts.ts";
import { usageFrom } from "./token-usage.ts";

/** Of the events, what is read here. Text is checked below, and numbers where they are priced. */
type ResponsesEvent = {
  type?: string;
  item_id?: string;
  output_index?: number;
  content_index?: number;
  delta?: unknown;
  text?: unknown;
  refusal?: unknown;
  part?: Content;
  item?: Item;
  code?: unknown;
  error?: { code?: unknown } | null;
  response?: Answer;
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

export const responses: Protocol = {
  parser: () => {
    const heard = new HeardText();
    // Only a final event ends an answer here, with or without the mark of the end.
    return { take: (event, part) => takeEvent(event, part, heard), takeDone: () => {} };
  },
  fromDocument: (document) => {
    const { status = document["output"] ? "completed" : undefined } = document;
    return typeof status === "string" ? { type: `response.${status}`, response: document } : document;
  },
};

function takeEvent(event: ResponsesEvent, part: ReplyPart, heard: HeardText): void {
  switch (event.type) {
    case "response.output_text.delta":
    case "response.refusal.delta":
      return heard.delta(event, part);
    case "response.output_text.done":
      return heard.whole(event, event.text, part);
    case "response.refusal.done":
      return heard.whole(event, event.refusal, part);
    case "response.content_part.done":
      return heard.whole(event, textOf(event.part), part);
    case "response.output_item.done":
      return heard.item(event, event.item, part);
    case "response.completed":
    case "response.incomplete":
      return takeEnd(event, part, heard);
    case "response.failed":
    case "response.cancelled":
      part.usage = usageOf(event.response);
      throw new StreamedFailure(event.response?.error?.code);
    default:
      // Compatible servers tell of an error in an event of any name.
      if (event.type === "error" || event.error) throw new StreamedFailure(event.code ?? event.error?.code);
  }
}

function takeEnd(event: ResponsesEvent, part: ReplyPart, heard: HeardText): void {
  for (const [output_index, item] of (event.response?.output ?? []).entries()) heard.item({ output_index }, item, part);
  part.usage = usageOf(event.response);
  part.isLast = true;
  if (!heard.anything && !part.usage) throw new StreamedFailure("empty_answer");
  part.finish = finishOf(event);
}

/** The event's own type decides how the answer ended; a status beside it may be missing. */
function finishOf({ type, response }: ResponsesEvent): FinishReason {
  if (type !== "response.incomplete") return "stop";
  return response?.incomplete_details?.reason === "content_filter" ? "content-filter" : "length";
}

function usageOf(answer: Answer | undefined): Usage | null {
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
