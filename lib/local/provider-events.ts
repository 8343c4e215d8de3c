/** The server-sent events of one streamed answer of the Responses API. */
import "server-only";

import type { Call } from "./provider-request.ts";
import {
  callItemId,
  callItemOf,
  endStatus,
  finalResponse,
  hasMessage,
  messageId,
  messageOf,
  partOf,
  type Reply,
  responseOf,
} from "./provider-response.ts";

export type ProviderEvent = { type: string; [field: string]: unknown };

/** Every event of the answer, in the order and with the numbers a client may check. */
export function* eventsOf(reply: Reply): Generator<ProviderEvent> {
  let sequence_number = 0;
  for (const event of unnumbered(reply)) yield { ...event, sequence_number: sequence_number++ };
}

function* unnumbered(reply: Reply): Generator<ProviderEvent> {
  yield { type: "response.created", response: responseOf(reply, "in_progress") };
  yield { type: "response.in_progress", response: responseOf(reply, "in_progress") };
  if (hasMessage(reply)) yield* messageEvents(reply);
  for (const call of reply.calls) yield* callEvents(reply, call);
  yield { type: `response.${endStatus(reply)}`, response: finalResponse(reply) };
}

function* messageEvents(reply: Reply): Generator<ProviderEvent> {
  const at = { output_index: 0, content_index: 0, item_id: messageId(reply) };
  const text = reply.words.join("");
  yield { type: "response.output_item.added", output_index: 0, item: messageOf(reply, "in_progress", []) };
  yield { type: "response.content_part.added", ...at, part: partOf("") };
  for (const delta of reply.words) yield { type: "response.output_text.delta", ...at, delta, logprobs: [] };
  yield { type: "response.output_text.done", ...at, text, logprobs: [] };
  yield { type: "response.content_part.done", ...at, part: partOf(text) };
  yield {
    type: "response.output_item.done",
    output_index: 0,
    item: messageOf(reply, endStatus(reply), [partOf(text)]),
  };
}

function* callEvents(reply: Reply, call: Call): Generator<ProviderEvent> {
  const output_index = reply.calls.indexOf(call) + (hasMessage(reply) ? 1 : 0);
  const at = { output_index, item_id: callItemId(call) };
  const begun = { ...callItemOf(call), status: "in_progress", arguments: "" };
  yield { type: "response.output_item.added", output_index, item: begun };
  yield { type: "response.function_call_arguments.delta", ...at, delta: call.text };
  yield { type: "response.function_call_arguments.done", ...at, name: call.name, arguments: call.text };
  yield { type: "response.output_item.done", output_index, item: callItemOf(call) };
}
