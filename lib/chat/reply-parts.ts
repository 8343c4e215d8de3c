/** From the bytes of the provider's stream to the parts of a reply: the words that arrived together, and the end. */
import "server-only";

import type { Usage } from "../usage/price.ts";
import { StreamedFailure } from "./provider-failure.ts";
import { serverSentEvents } from "./server-sent-events.ts";

export type FinishReason = "stop" | "length" | "content-filter" | "error";

/** What arrived together: words, the number of pieces that they came in, and the end. A model that reasons sends parts without any. */
export type ReplyPart = { text: string; pieces: number; end: { finish: FinishReason; usage: Usage | null } | null };

/** Of the provider's events, what is read here. Words are checked below, and numbers where they are priced. */
type ProviderEvent = {
  type: string;
  delta?: unknown;
  code?: unknown;
  error?: { code?: unknown } | null;
  response: ProviderResponse;
};
type ProviderResponse = {
  status?: string;
  error?: { code?: unknown } | null;
  incomplete_details?: { reason?: string } | null;
  usage?: {
    input_tokens: number;
    output_tokens: number;
    input_tokens_details?: { cached_tokens?: number | null; cache_write_tokens?: number | null } | null;
  } | null;
};

/** @throws StreamedFailure, or a SyntaxError, after the parts that came before the fault: they were made, and are billed */
export async function* replyParts(body: ReadableStream<Uint8Array>): AsyncGenerator<ReplyPart> {
  for await (const events of serverSentEvents(body)) {
    const part: ReplyPart = { text: "", pieces: 0, end: null };
    const fault = takeAll(events, part);
    yield part;
    if (fault) throw fault.cause;
  }
}

function takeAll(events: string[], part: ReplyPart): { cause: unknown } | null {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ProviderEvent says who checks what
    for (const data of events) if (data !== "[DONE]") take(JSON.parse(data) as ProviderEvent, part);
    return null;
  } catch (cause) {
    return { cause };
  }
}

function take({ type, delta, code, error, response }: ProviderEvent, part: ReplyPart): void {
  switch (type) {
    case "response.output_text.delta":
    case "response.refusal.delta":
      if (typeof delta !== "string") throw new StreamedFailure(null);
      part.text += delta;
      part.pieces += 1;
      break;
    case "response.completed":
    case "response.incomplete":
    case "response.failed":
      part.end = endOf(response);
      if (part.end.finish === "error") throw new StreamedFailure(response.error?.code);
      break;
    default:
      // Compatible servers tell of an error in an event of any name.
      if (type === "error" || error) throw new StreamedFailure(code ?? error?.code);
  }
}

function endOf(response: ProviderResponse): NonNullable<ReplyPart["end"]> {
  const finish = finishReason(response);
  const { usage } = response;
  if (!usage) return { finish, usage: null };
  const details = usage.input_tokens_details;
  const [cachedInput, cacheWrite] = [details?.cached_tokens ?? 0, details?.cache_write_tokens ?? 0];
  return { finish, usage: { input: usage.input_tokens, cachedInput, cacheWrite, output: usage.output_tokens } };
}

function finishReason({ status, incomplete_details }: ProviderResponse): FinishReason {
  if (status === "failed") return "error";
  if (status !== "incomplete") return "stop";
  return incomplete_details?.reason === "content_filter" ? "content-filter" : "length";
}
