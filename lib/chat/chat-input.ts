/** What a request asks for, once it is typed: lib/chat/chat-request.ts makes it, and a provider is asked for it. */
import "server-only";

import type { ModelCall } from "../usage/worst-case.ts";

export type Picture = {
  mediaType: "image/png" | "image/jpeg" | "image/webp" | "image/gif";
  /** The whole picture, in base64. */
  dataUrl: string;
};

/** One call of a tool, and what it gave. */
export type ToolUse = {
  /** Our own, since the ids of providers are of any length, and some accept no other than nine letters and digits. */
  callId: string;
  name: string;
  /** JSON, as the model wrote it. */
  input: string;
  output: string;
};

/** Calls of one step were made together, by one answer of the model. */
export type ToolTurn = { role: "tool"; step: number } & ToolUse;

/** A conversation is a flat list of them, and so is what the running reply adds to it. */
export type Turn =
  | { role: "user"; content: string; pictures?: Picture[] }
  | { role: "assistant"; content: string }
  | ToolTurn;

/** `leftOut`: how many of the oldest turns the model does not see. */
export type ChatInput = ModelCall & { turns: Turn[]; leftOut: number };

export function picturesOf(turn: Turn): Picture[] {
  return turn.role === "user" ? (turn.pictures ?? []) : [];
}

/** Nothing that a model could read. */
export function isEmpty(turn: Turn): boolean {
  return turn.role !== "tool" && !turn.content.trim() && picturesOf(turn).length === 0;
}

/** All text of a turn that is sent, and so is billed. */
export function textsOf(turn: Turn): string[] {
  return turn.role === "tool" ? [turn.callId, turn.name, turn.input, turn.output] : [turn.content];
}
