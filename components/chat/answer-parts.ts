/** What an answer is made of, in its order: texts, and calls of tools between them. */
import type { UIMessage } from "ai";

import { isNumber, isShaped } from "../shape.ts";
import { hasText } from "./message-text.ts";

export type ToolCall = {
  id: string;
  name: string;
  /** A call that has not ended is running, or was cut off with its answer. */
  state: "open" | "done" | "failed";
  input: unknown;
  /** What the tool gave, or why it failed. */
  output: unknown;
  /** How long it took, as seen from this page. */
  ms: number | undefined;
};

/** The note on a message that says how long its calls took, by their ids. */
export type CallTimes = { callMs: Record<string, unknown> };

/** Texts that follow each other are paragraphs of one. */
export type Block = { text: string } | { call: ToolCall };

export function blocksOf(message: UIMessage): Block[] {
  const blocks: Block[] = [];
  for (const part of message.parts) {
    const last = blocks.at(-1);
    const call = callIn(part, message);
    if (call) blocks.push({ call });
    if (part.type !== "text" || part.text === "") continue;
    if (last && "text" in last) last.text += `\n\n${part.text}`;
    else blocks.push({ text: part.text });
  }
  return blocks;
}

/** Whether there is anything to show. */
export function hasContent(message: UIMessage): boolean {
  return hasText(message) || message.parts.some((part) => "toolCallId" in part || part.type === "file");
}

function callIn(part: UIMessage["parts"][number], { metadata }: UIMessage): ToolCall | undefined {
  if (!("toolCallId" in part)) return undefined;
  const { toolCallId: id, input } = part;
  const name = part.type === "dynamic-tool" ? part.toolName : part.type.slice("tool-".length);
  const own = { id, name, input, ms: timeOf(id, metadata) };
  if (part.state === "output-available") return { ...own, state: "done", output: part.output };
  if (part.state === "output-error") return { ...own, state: "failed", output: part.errorText };
  return { ...own, state: "open", output: undefined };
}

const hasTimes = isShaped<CallTimes>({ callMs: (value): value is Record<string, unknown> => isShaped({})(value) });

function timeOf(id: string, metadata: unknown): number | undefined {
  const ms = hasTimes(metadata) ? metadata.callMs[id] : undefined;
  return isNumber(ms) ? ms : undefined;
}
