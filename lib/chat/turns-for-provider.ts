/** A conversation in the words of either protocol. Calls of one step go together, as the model made them. */
import "server-only";

import { type Picture, picturesOf, type ToolTurn, type Turn } from "./chat-input.ts";

/** "auto" is "original" for some models, and then has no bound of the provider's; "low" costs some models as much as this. */
const DETAIL = "high" as const;

type Text = { role: "user" | "assistant"; content: string };
type Said = Exclude<Turn, ToolTurn>;
type Group = Said | { role: "tools"; calls: ToolTurn[] };
type ResponsesItem =
  | Text
  | { role: "user"; content: (InputText | InputImage)[] }
  | { type: "function_call"; call_id: string; name: string; arguments: string }
  | { type: "function_call_output"; call_id: string; output: string };
type InputText = { type: "input_text"; text: string };
type InputImage = { type: "input_image"; image_url: string; detail: typeof DETAIL };
type TextPart = { type: "text"; text: string };
type ImagePart = { type: "image_url"; image_url: { url: string; detail: typeof DETAIL } };
type FunctionCall = { id: string; type: "function"; function: { name: string; arguments: string } };
type CompletionsMessage =
  | Text
  | { role: "user"; content: (TextPart | ImagePart)[] }
  | { role: "assistant"; content: string | null; tool_calls: FunctionCall[] }
  | { role: "tool"; tool_call_id: string; content: string };

/** Responses: items of the input. */
export function responsesItems(turns: Turn[]): ResponsesItem[] {
  return inGroups(turns).flatMap<ResponsesItem>((group) =>
    group.role === "tools" ? callItems(group.calls) : inputItem(group),
  );
}

function inputItem(turn: Said): ResponsesItem {
  const pictures = picturesOf(turn);
  if (pictures.length === 0) return textOf(turn);
  const text: InputText[] = turn.content ? [{ type: "input_text", text: turn.content }] : [];
  return { role: "user", content: [...text, ...pictures.map(inputImage)] };
}

function inputImage({ dataUrl }: Picture): InputImage {
  return { type: "input_image", image_url: dataUrl, detail: DETAIL };
}

function textOf({ role, content }: Said): Text {
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
    return group.role === "assistant" && groups[at + 1]?.role === "tools" ? [] : message(group);
  });
}

function message(turn: Said): CompletionsMessage {
  const pictures = picturesOf(turn);
  if (pictures.length === 0) return textOf(turn);
  const text: TextPart[] = turn.content ? [{ type: "text", text: turn.content }] : [];
  return { role: "user", content: [...text, ...pictures.map(imagePart)] };
}

function imagePart({ dataUrl }: Picture): ImagePart {
  return { type: "image_url", image_url: { url: dataUrl, detail: DETAIL } };
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
