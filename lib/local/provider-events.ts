/** The shapes of the Responses API: the response object, and the server-sent events of one streamed answer. */
import "server-only";

import type { ProviderRequest } from "./provider-request.ts";
import type { TokenCounts } from "./provider-tokens.ts";

/** One answer on its way. */
export type Reply = {
  id: string;
  createdAtSeconds: number;
  request: ProviderRequest;
  words: string[];
  /** Whether the allowance of output tokens ended it. */
  cut: boolean;
  tokens: TokenCounts;
};

export type ProviderEvent = { type: string; [field: string]: unknown };
type Status = "in_progress" | "completed" | "incomplete";

const AT = { output_index: 0, content_index: 0 };

/** Every event of the answer, in the order and with the numbers a client may check. */
export function* eventsOf(reply: Reply): Generator<ProviderEvent> {
  let sequence_number = 0;
  for (const event of unnumbered(reply)) yield { ...event, sequence_number: sequence_number++ };
}

function* unnumbered(reply: Reply): Generator<ProviderEvent> {
  const item_id = itemId(reply);
  const text = reply.words.join("");
  const status = endStatus(reply);
  yield { type: "response.created", response: responseOf(reply, "in_progress") };
  yield { type: "response.in_progress", response: responseOf(reply, "in_progress") };
  yield { type: "response.output_item.added", output_index: 0, item: itemOf(reply, "in_progress", []) };
  yield { type: "response.content_part.added", ...AT, item_id, part: partOf("") };
  for (const delta of reply.words) yield { type: "response.output_text.delta", ...AT, item_id, delta, logprobs: [] };
  yield { type: "response.output_text.done", ...AT, item_id, text, logprobs: [] };
  yield { type: "response.content_part.done", ...AT, item_id, part: partOf(text) };
  yield { type: "response.output_item.done", output_index: 0, item: itemOf(reply, status, [partOf(text)]) };
  yield { type: `response.${status}`, response: responseOf(reply, status) };
}

/** The response object as it stands at the end, which is also the whole answer when nobody asked for a stream. */
export function finalResponse(reply: Reply) {
  return responseOf(reply, endStatus(reply));
}

function responseOf(reply: Reply, status: Status) {
  const { id, createdAtSeconds, request, words, cut, tokens } = reply;
  const done = status !== "in_progress";
  return {
    id,
    object: "response",
    created_at: createdAtSeconds,
    status,
    model: request.model,
    instructions: request.instructions,
    max_output_tokens: request.maxOutputTokens,
    error: null,
    incomplete_details: done && cut ? { reason: "max_output_tokens" } : null,
    output: done ? [itemOf(reply, status, [partOf(words.join(""))])] : [],
    parallel_tool_calls: true,
    previous_response_id: null,
    service_tier: "default",
    store: false,
    tool_choice: "none",
    tools: [],
    truncation: "disabled",
    metadata: {},
    usage: done ? usageOf(tokens) : null,
  };
}

function usageOf({ input, cachedInput, output }: TokenCounts) {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cachedInput, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}

function itemOf(reply: Reply, status: Status, content: ReturnType<typeof partOf>[]) {
  return { id: itemId(reply), type: "message", status, role: "assistant", content };
}

function partOf(text: string) {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

function itemId({ id }: Reply): string {
  return id.replace("resp_", "msg_");
}

function endStatus({ cut }: Reply): Status {
  return cut ? "incomplete" : "completed";
}
