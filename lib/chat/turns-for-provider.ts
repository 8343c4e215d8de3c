/** A conversation in the words of either protocol. Calls of one step go together, as the model made them. */
import "server-only";

import type { ToolTurn, Turn } from "./chat-input.ts";

type Message = { role: "user" | "assistant"; content: string };
type Group = Exclude<Turn, ToolTurn> | { role: "tools"; calls: ToolTurn[] };
type ResponsesItem =
  | Message
  | { type: "function_call"; call_id: string; name: string; arguments: string }
  | { type: "function_call_output"; call_id: string; output: string };
type FunctionCall = { id: string; type: "function"; function: { name: string; arguments: string } };
type CompletionsMessage =
  | Message
  | { role: "assistant"; content: string | null; tool_calls: FunctionCall[] }
  | { role: "tool"; tool_call_id: string; content: string };

/** Responses: items of the input. */
export function responsesItems(turns: Turn[]): ResponsesItem[] {
  return inGroups(turns).flatMap<ResponsesItem>((group) =>
    group.role === "tools" ? callItems(group.calls) : messageOf(group),
  );
}

function messageOf({ role, content }: Exclude<Turn, ToolTurn>): Message {
  return { role, content };
}

function callItems(calls: ToolTurn[]): ResponsesItem[] {
  return [
    ...calls.map(({ callId, name, input }): ResponsesItem => {
      return { type: "function_call", call_id: callId, name, arguments: input };
    }),
    ...calls.map(({ callId, output }): ResponsesItem => {
      return { type: "function_call_output", call_id: callId, output };
    }),
  ];
}

/** Chat Completions: messages. What was said before the calls of a step stands in the message that makes them. */
export function completionsMessages(turns: Turn[]): CompletionsMessage[] {
  const groups = inGroups(turns);
  return groups.flatMap<CompletionsMessage>((group, at) => {
    if (group.role === "tools") return callMessages(group.calls, saidBefore(groups[at - 1]));
    return group.role === "assistant" && groups[at + 1]?.role === "tools" ? [] : messageOf(group);
  });
}

function saidBefore(group: Group | undefined): string | null {
  return group?.role === "assistant" ? group.content : null;
}

function callMessages(calls: ToolTurn[], content: string | null): CompletionsMessage[] {
  const tool_calls = calls.map(({ callId, name, input }): FunctionCall => {
    return { id: callId, type: "function", function: { name, arguments: input } };
  });
  return [
    { role: "assistant", content, tool_calls },
    ...calls.map(({ callId, output }): CompletionsMessage => {
      return { role: "tool", tool_call_id: callId, content: output };
    }),
  ];
}

function inGroups(turns: Turn[]): Group[] {
  const groups: Group[] = [];
  for (const turn of turns) {
    const last = groups.at(-1);
    if (turn.role !== "tool") groups.push(turn);
    else if (last?.role === "tools" && last.calls[0]?.step === turn.step) last.calls.push(turn);
    else groups.push({ role: "tools", calls: [turn] });
  }
  return groups;
}
