/** The shapes of Chat Completions: the chunks of one streamed answer, and the whole answer when nobody asked for a stream. */
import "server-only";

import type { Call } from "./provider-request.ts";
import type { Reply } from "./provider-response.ts";
import type { TokenCounts } from "./provider-tokens.ts";

/** What was asked for beside the answer: the usage comes in a last chunk without a choice. */
export function* chunksOf(reply: Reply): Generator<{ data: string; isWord: boolean }> {
  const chunk = (fields: object) => ({ ...headOf(reply, "chat.completion.chunk"), ...fields });
  const choice = (delta: object, finish_reason: string | null = null) =>
    JSON.stringify(chunk({ choices: [{ index: 0, delta, logprobs: null, finish_reason }] }));
  yield { data: choice({ role: "assistant", content: "", refusal: null }), isWord: false };
  for (const content of reply.words) yield { data: choice({ content }), isWord: true };
  for (const [index, call] of reply.calls.entries()) {
    yield { data: choice({ tool_calls: [{ index, ...callOf({ ...call, text: "" }) }] }), isWord: true };
    yield { data: choice({ tool_calls: [{ index, function: { arguments: call.text } }] }), isWord: false };
  }
  yield { data: choice({}, finishOf(reply)), isWord: false };
  if (reply.request.includeUsage)
    yield { data: JSON.stringify(chunk({ choices: [], usage: usageOf(reply.tokens) })), isWord: false };
  yield { data: "[DONE]", isWord: false };
}

export function completionOf(reply: Reply) {
  const calls = reply.calls.map(callOf);
  const content = reply.words.join("") || null;
  const message = {
    role: "assistant",
    content,
    refusal: null,
    annotations: [],
    ...(calls[0] && { tool_calls: calls }),
  };
  return {
    ...headOf(reply, "chat.completion"),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(reply) }],
    usage: usageOf(reply.tokens),
  };
}

function headOf({ id, createdAtSeconds, request }: Reply, object: string) {
  return {
    id: id.replace("resp_", "chatcmpl-"),
    object,
    created: createdAtSeconds,
    model: request.model,
    service_tier: "default",
  };
}

function callOf({ callId, name, text }: Call) {
  return { id: callId, type: "function", function: { name, arguments: text } };
}

function finishOf({ cut, calls }: Reply): string {
  if (cut) return "length";
  return calls.length > 0 ? "tool_calls" : "stop";
}

function usageOf({ input, cachedInput, output }: TokenCounts) {
  return {
    prompt_tokens: input,
    prompt_tokens_details: { cached_tokens: cachedInput, audio_tokens: 0 },
    completion_tokens: output,
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    total_tokens: input + output,
  };
}
