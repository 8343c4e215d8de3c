/** What a request asks for, once it is typed: lib/chat/chat-request.ts makes it, and a provider is asked for it. */
import "server-only";

import type { ChatUser } from "../auth/require-user.ts";
import { safeguards } from "../safeguards.ts";
import type { ModelCall } from "../usage/worst-case.ts";
import type { OfferedTool } from "./offered-tools.ts";

export type Picture = {
  mediaType: "image/png" | "image/jpeg" | "image/webp" | "image/gif";
  /** The whole picture, in base64. */
  dataUrl: string;
};

/** A call of a tool. `input`: what should be JSON, as the model wrote it. */
export type ToolCall = {
  name: string;
  input: string;
  /** JSON that a server wants back with the call; Gemini signs its thoughts there, and refuses a call without. */
  extra?: string;
};

/** A call and what it gave. */
export type ToolUse = ToolCall & {
  /** Our own, since the ids of providers are of any length, and some accept no other than nine letters and digits. */
  callId: string;
  output: string;
};

/** Reasoning that a provider wants back before the calls that came of it, under its own name for it. */
export type Reasoning = { field: "encrypted_content" | "reasoning_content" | "reasoning"; text: string };

/** Calls of one step were made together, by one answer of the model; the first of them has its reasoning. */
export type ToolTurn = { role: "tool"; step: number; reasoning?: Reasoning[] } & ToolUse;

/** A conversation is a flat list of them, and so is what the running reply adds to it. */
export type Turn =
  | { role: "user"; content: string; pictures?: Picture[] }
  | { role: "assistant"; content: string }
  | ToolTurn;

export type ChatInput = ModelCall & {
  user: ChatUser;
  turns: Turn[];
  /** How many of the oldest turns the model does not see. */
  leftOut: number;
  tools: OfferedTool[];
  /** How often the model may be called for this reply. */
  maxSteps: number;
};

/** What one call of the provider asks for. On the last step no tool may be called, so that the model answers in words. */
export type StepInput = Pick<ChatInput, "model" | "turns" | "tools" | "maxOutputTokens"> & { isLastStep: boolean };

export function picturesOf(turn: Turn): Picture[] {
  return turn.role === "user" ? (turn.pictures ?? []) : [];
}

/** Nothing that a model could read. */
export function isEmpty(turn: Turn): boolean {
  return turn.role !== "tool" && !turn.content.trim() && picturesOf(turn).length === 0;
}

/** All text of a turn that is sent, and so is billed. */
export function textsOf(turn: Turn): string[] {
  if (turn.role !== "tool") return [turn.content];
  const { callId, name, input, output, extra = "", reasoning = [] } = turn;
  return [callId, name, input, output, ...[extra].filter(Boolean), ...reasoning.map(({ text }) => text)];
}

/** All text that one call of the provider sends. */
export function textsSent(
  { turns, tools }: Pick<ChatInput, "turns" | "tools">,
  { instructions } = safeguards(),
): string[] {
  return [instructions, ...turns.flatMap(textsOf), ...tools.map((tool) => JSON.stringify(tool))];
}
