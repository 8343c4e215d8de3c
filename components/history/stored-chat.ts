/** A chat as this browser keeps it, checked before it is believed: storage can be edited, cut off, or from another version. */
import "../zod-without-eval.ts";

import type { UIMessage } from "ai";
import { array, enum as oneOf, number, object, optional, safeParse, string, type infer as Infer } from "zod/mini";

import { hasText, messageText } from "../chat/message-text.ts";
import { history } from "../strings.ts";

const keptMessage = object({ id: string(), role: oneOf(["user", "assistant"]), text: string() });

const storedChat = object({
  id: string(),
  /** Given by the visitor; without one, the first message serves. */
  title: optional(string()),
  /** Epoch milliseconds. */
  updatedAt: number(),
  messages: array(keptMessage),
});

export type StoredChat = Infer<typeof storedChat>;
export type KeptMessage = Infer<typeof keptMessage>;

const TITLE_CHARACTERS = 60;

/** @returns undefined when the text is not a chat */
export function parseChat(text: string | null): StoredChat | undefined {
  if (text === null) return undefined;
  try {
    return safeParse(storedChat, JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function titleOf({ title, messages }: StoredChat): string {
  const words = title ?? messages.find(({ role }) => role === "user")?.text ?? "";
  const line = words.replaceAll(/\s+/g, " ").trim();
  if (line === "") return history.untitled;
  const letters = Array.from(line);
  return letters.length > TITLE_CHARACTERS ? `${letters.slice(0, TITLE_CHARACTERS - 1).join("")}…` : line;
}

export function toKept(messages: UIMessage[]): KeptMessage[] {
  return messages.flatMap((message) => {
    const { id, role } = message;
    return role !== "system" && hasText(message) ? [{ id, role, text: messageText(message) }] : [];
  });
}

export function toMessages(kept: KeptMessage[]): UIMessage[] {
  return kept.map(({ id, role, text }) => ({ id, role, parts: [{ type: "text", text, state: "done" }] }));
}
