/** OpenAI's Responses protocol: what each event of an answer says. */
import "server-only";

import { HeardCalls } from "./heard-calls.ts";
import { HeardText, textOf } from "./heard-text.ts";
import { StreamedFailure } from "./provider-failure.ts";
import type { Protocol, ReplyPart } from "./reply-parts.ts";
import { callIn, finishOf, type ResponsesEvent, usageOf } from "./responses-event.ts";

export const responses: Protocol = {
  parser: () => {
    const heard: Heard = { text: new HeardText(), calls: new HeardCalls(), reasoning: new Set() };
    // Only a final event ends an answer here, with or without the mark of the end.
    return { take: (event, part) => takeEvent(event, part, heard), takeDone: () => {} };
  },
  fromDocument: (document) => {
    const { status = document["output"] ? "completed" : undefined } = document;
    return typeof status === "string" ? { type: `response.${status}`, response: document } : document;
  },
};

type Heard = { text: HeardText; calls: HeardCalls; reasoning: Set<string> };

function takeEvent(event: ResponsesEvent, part: ReplyPart, heard: Heard): void {
  switch (event.type) {
    case "response.output_text.delta":
    case "response.refusal.delta":
      return heard.text.delta(event, part);
    case "response.output_text.done":
      return heard.text.whole(event, event.text, part);
    case "response.refusal.done":
      return heard.text.whole(event, event.refusal, part);
    case "response.content_part.done":
      return heard.text.whole(event, textOf(event.part), part);
    case "response.output_item.added":
    case "response.function_call_arguments.delta":
    case "response.function_call_arguments.done":
      return takeCall(event, part, heard.calls);
    case "response.output_item.done":
      return takeItem(event, part, heard);
    case "response.completed":
    case "response.incomplete":
      return takeEnd(event, part, heard);
    default:
      takeFault(event, part);
  }
}

function takeFault({ type, response, code, error }: ResponsesEvent, part: ReplyPart): void {
  if (type === "response.failed" || type === "response.cancelled") {
    part.usage = usageOf(response);
    throw new StreamedFailure(response?.error?.code);
  }
  // Compatible servers tell of an error in an event of any name.
  if (type === "error" || error) throw new StreamedFailure(code ?? error?.code);
}

/** A piece of a call, or its arguments as a whole. */
function takeCall(event: ResponsesEvent, part: ReplyPart, calls: HeardCalls): void {
  if (event.type === "response.function_call_arguments.done") calls.whole(callIn(event), part);
  else if (event.type === "response.function_call_arguments.delta")
    calls.delta({ ...callIn(event), input: event.delta }, part);
  else if (event.item?.type === "function_call") calls.delta(callIn(event), part);
}

/** A whole item; the final event may repeat it. */
function takeItem(event: ResponsesEvent, part: ReplyPart, heard: Heard): void {
  const { item } = event;
  if (item?.type === "function_call") return heard.calls.whole(callIn(event), part);
  if (item?.type === "reasoning") takeReasoning(item.encrypted_content, part, heard.reasoning);
  heard.text.item(event, item, part);
}

function takeReasoning(text: unknown, part: ReplyPart, heard: Set<string>): void {
  if (typeof text !== "string" || heard.has(text)) return;
  heard.add(text);
  part.reasoning.push({ field: "encrypted_content", text });
}

function takeEnd(event: ResponsesEvent, part: ReplyPart, heard: Heard): void {
  for (const [output_index, item] of (event.response?.output ?? []).entries())
    takeItem({ output_index, item }, part, heard);
  part.usage = usageOf(event.response);
  part.isLast = true;
  const calls = heard.calls.all;
  if (!heard.text.anything && calls.length === 0 && !part.usage) throw new StreamedFailure("empty_answer");
  const finish = finishOf(event);
  // A call that was cut is none.
  part.calls = finish === "stop" ? calls : [];
  part.finish = part.calls.length > 0 ? "tool-calls" : finish;
}
