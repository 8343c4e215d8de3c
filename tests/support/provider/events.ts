/** The server-sent events of one streamed answer, as OpenAI's Responses API writes them. */
import type { Usage } from "./provider.ts";

export type ToolCall = { name: string; input: string };
export type Reply = { id: string; model: string; words: string[]; calls?: ToolCall[] };
export type End = { usage: Usage | null; cut: boolean; failure: string | undefined };

const ITEM = "msg_scripted";
const place = { item_id: ITEM, output_index: 0, content_index: 0 };
let sequence = 0;

export function startOf(reply: Reply): string {
  const response = snapshot(reply, "in_progress");
  const item = { id: ITEM, type: "message", status: "in_progress", role: "assistant", content: [] };
  return [
    event("response.created", { response }),
    event("response.in_progress", { response }),
    event("response.output_item.added", { output_index: 0, item }),
    event("response.content_part.added", { ...place, part: part("") }),
  ].join("");
}

export function wordEvent(word: string): string {
  return event("response.output_text.delta", { ...place, delta: word, logprobs: [] });
}

/** Each event is one token. */
export function callEvents({ calls = [] }: Reply): string[] {
  return calls.flatMap((call, at) => {
    const item = callItem({ ...call, input: "" }, at);
    const place = { item_id: item.id, output_index: at + 1 };
    const pieces = call.input.match(/.{1,4}/gsu) ?? [];
    return [
      event("response.output_item.added", { output_index: at + 1, item }),
      ...pieces.map((delta) => event("response.function_call_arguments.delta", { ...place, delta })),
    ];
  });
}

function callItem({ name, input }: ToolCall, at: number) {
  const ids = { id: `fc_${at}_of_a_length_that_the_provider_chooses`, call_id: `call_${at}` };
  return { ...ids, type: "function_call", status: "completed", name, arguments: input };
}

export function endOf(reply: Reply, { usage, cut, failure }: End): string {
  const text = reply.words.join("");
  const status = failure ? "failed" : cut ? "incomplete" : "completed";
  const response = {
    ...snapshot(reply, status),
    error: failure ? { code: failure, message: "The stand-in was told to fail" } : null,
    incomplete_details: cut ? { reason: "max_output_tokens" } : null,
    output: [message(text), ...(reply.calls ?? []).map(callItem)],
    usage: usage && usageOf(usage),
  };
  return [
    event("response.output_text.done", { ...place, text, logprobs: [] }),
    event("response.content_part.done", { ...place, part: part(text) }),
    event("response.output_item.done", { output_index: 0, item: message(text) }),
    ...(reply.calls ?? []).map((call, at) =>
      event("response.output_item.done", { output_index: at + 1, item: callItem(call, at) }),
    ),
    event(`response.${status}`, { response }),
  ].join("");
}

function usageOf({ input, cachedInput, cacheWrite = 0, output }: Usage) {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cachedInput, cache_write_tokens: cacheWrite },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}

function snapshot({ id, model }: Reply, status: string) {
  return { id, object: "response", created_at: 1_700_000_000, status, model, output: [], error: null, usage: null };
}

function message(text: string) {
  return { id: ITEM, type: "message", status: "completed", role: "assistant", content: [part(text)] };
}

function part(text: string) {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`;
}
