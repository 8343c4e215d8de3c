/** A conversation in the words of the Responses protocol: the items of its input. */
import "server-only";

import { type Picture, picturesOf, type ToolTurn, type Turn } from "../chat-input.ts";
import { DETAIL, inGroups, reasoningOf, type Said } from "./turn-groups.ts";

type ResponsesItem =
  | { role: "user" | "assistant"; content: string }
  | { role: "user"; content: (InputText | InputImage)[] }
  | { type: "reasoning"; summary: []; encrypted_content: string }
  | { type: "function_call"; call_id: string; name: string; arguments: string }
  | { type: "function_call_output"; call_id: string; output: string };
type InputText = { type: "input_text"; text: string };
type InputImage = { type: "input_image"; image_url: string; detail: typeof DETAIL };

export function responsesItems(turns: Turn[]): ResponsesItem[] {
  return inGroups(turns).flatMap<ResponsesItem>((group) =>
    group.role === "tools" ? callItems(group.calls) : saidItem(group),
  );
}

function saidItem(turn: Said): ResponsesItem {
  const { role, content } = turn;
  const pictures = picturesOf(turn);
  if (pictures.length === 0) return { role, content };
  const text: InputText[] = content ? [{ type: "input_text", text: content }] : [];
  return { role: "user", content: [...text, ...pictures.map(inputImage)] };
}

function inputImage({ dataUrl }: Picture): InputImage {
  return { type: "input_image", image_url: dataUrl, detail: DETAIL };
}

/** Without the ids that the provider gave: it keeps nothing, so it knows none of them. */
function callItems(calls: ToolTurn[]): ResponsesItem[] {
  return [
    ...reasoningOf(calls, ["encrypted_content"]).map(({ text }): ResponsesItem => {
      return { type: "reasoning", summary: [], encrypted_content: text };
    }),
    ...calls.map(({ callId, name, input }): ResponsesItem => {
      return { type: "function_call", call_id: callId, name, arguments: input };
    }),
    ...calls.map(({ callId, output }): ResponsesItem => {
      return { type: "function_call_output", call_id: callId, output };
    }),
  ];
}
