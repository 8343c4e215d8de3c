/** The calls of tools in a message of Chat Completions, or in a piece of one. */
import "server-only";

import type { CallPiece } from "./call-piece.ts";

export type Call = {
  id?: unknown;
  index?: unknown;
  function?: { name?: unknown; arguments?: unknown } | null;
  extra_content?: unknown;
};

/** `function_call`: the older form, of one call. */
type Message = { tool_calls?: Call[] | null; function_call?: Call["function"] };

/** @param places what has no index is at its place in the list; a piece that is alone says so by nothing */
export function callsIn(message: Message | null | undefined, places: "all" | "several"): CallPiece[] {
  const calls = message?.tool_calls ?? [];
  if (calls.length === 0 && message?.function_call) return [pieceOf({ function: message.function_call }, undefined)];
  return calls.map((call, at) => pieceOf(call, places === "all" || calls.length > 1 ? at : undefined));
}

function pieceOf({ id, index, function: called, extra_content }: Call, place: number | undefined): CallPiece {
  const at = typeof index === "number" ? index : place;
  return { ids: [id], index: at, name: called?.name, input: called?.arguments, extra: extra_content };
}
