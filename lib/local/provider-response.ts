/** The response object of the Responses API, and the items of its output. */
import "server-only";

import type { Call, ProviderRequest } from "./provider-request.ts";
import type { TokenCounts } from "./provider-tokens.ts";

/** One answer on its way. */
export type Reply = {
  id: string;
  createdAtSeconds: number;
  request: ProviderRequest;
  words: string[];
  /** What the model asks for, after its words. */
  calls: Call[];
  /** Whether the allowance of output tokens ended it. */
  cut: boolean;
  tokens: TokenCounts;
};

type Status = "in_progress" | "completed" | "incomplete";

/** The response object as it stands at the end, which is also the whole answer when nobody asked for a stream. */
export function finalResponse(reply: Reply) {
  return responseOf(reply, endStatus(reply));
}

export function responseOf(reply: Reply, status: Status) {
  const { id, createdAtSeconds, request, cut, tokens } = reply;
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
    output: done ? itemsOf(reply, status) : [],
    parallel_tool_calls: true,
    previous_response_id: null,
    service_tier: "default",
    store: false,
    tool_choice: request.mayCall ? "auto" : "none",
    tools: request.tools.map((tool) => ({ type: "function", strict: false, ...tool })),
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

function itemsOf(reply: Reply, status: Status) {
  const message = hasMessage(reply) ? [messageOf(reply, status, [partOf(reply.words.join(""))])] : [];
  return [...message, ...reply.calls.map(callItemOf)];
}

/** An answer of calls alone has no message. */
export function hasMessage({ words, calls }: Reply): boolean {
  return words.length > 0 || calls.length === 0;
}

export function messageOf(reply: Reply, status: Status, content: ReturnType<typeof partOf>[]) {
  return { id: messageId(reply), type: "message", status, role: "assistant", content };
}

export function partOf(text: string) {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

export function callItemOf(call: Call) {
  const { callId: call_id, name, text } = call;
  return { id: callItemId(call), type: "function_call", status: "completed", call_id, name, arguments: text };
}

export function messageId({ id }: Reply): string {
  return id.replace("resp_", "msg_");
}

export function callItemId({ callId }: Call): string {
  return callId.replace("call_", "fc_");
}

export function endStatus({ cut }: Reply): Status {
  return cut ? "incomplete" : "completed";
}
