/** A conversation in the words of the Chat Completions protocol: its messages. */
import "server-only";

import { type Picture, picturesOf, type Reasoning, type ToolTurn, type Turn } from "../chat-input.ts";
import { DETAIL, type Group, inGroups, reasoningOf, type Said } from "./turn-groups.ts";

type CompletionsMessage =
  | { role: "user" | "assistant"; content: string }
  | { role: "user"; content: (TextPart | ImagePart)[] }
  | ({ role: "assistant"; content: string | null; tool_calls: FunctionCall[] } & ReasoningFields)
  | { role: "tool"; tool_call_id: string; content: string };
type TextPart = { type: "text"; text: string };
type ImagePart = { type: "image_url"; image_url: { url: string; detail: typeof DETAIL } };
type FunctionCall = {
  id: string;
  type: "function";
  function: { name: string; arguments: string };
  extra_content?: unknown;
};
type ReasoningFields = { [field in Reasoning["field"]]?: string };

/** What was said before the calls of a step stands in the message that makes them. */
export function completionsMessages(turns: Turn[]): CompletionsMessage[] {
  const groups = inGroups(turns);
  return groups.flatMap<CompletionsMessage>((group, at) => {
    if (group.role === "tools") return callMessages(group.calls, saidBefore(groups[at - 1]));
    return group.role === "assistant" && groups[at + 1]?.role === "tools" ? [] : saidMessage(group);
  });
}

function saidMessage(turn: Said): CompletionsMessage {
  const { role, content } = turn;
  const pictures = picturesOf(turn);
  if (pictures.length === 0) return { role, content };
  const text: TextPart[] = content ? [{ type: "text", text: content }] : [];
  return { role: "user", content: [...text, ...pictures.map(imagePart)] };
}

function imagePart({ dataUrl }: Picture): ImagePart {
  return { type: "image_url", image_url: { url: dataUrl, detail: DETAIL } };
}

function saidBefore(group: Group | undefined): string | null {
  return group?.role === "assistant" ? group.content : null;
}

function callMessages(calls: ToolTurn[], content: string | null): CompletionsMessage[] {
  const tool_calls = calls.map(({ callId, name, input, extra }): FunctionCall => {
    const call = { name, arguments: input };
    return {
      id: callId,
      type: "function",
      function: call,
      ...(extra && { extra_content: JSON.parse(extra) as unknown }),
    };
  });
  const thoughts = reasoningOf(calls, ["reasoning_content", "reasoning"]);
  const reasoning: ReasoningFields = Object.fromEntries(thoughts.map(({ field, text }) => [field, text]));
  return [
    { role: "assistant", content, ...reasoning, tool_calls },
    ...calls.map(({ callId, output }): CompletionsMessage => {
      return { role: "tool", tool_call_id: callId, content: output };
    }),
  ];
}
