/** Messages as this chat sends and shows them: text is the only kind of part, and each part is a paragraph of its own. */
import type { UIMessage } from "ai";

export function messageText(message: UIMessage): string {
  return message.parts.flatMap((part) => (part.type === "text" && part.text !== "" ? [part.text] : [])).join("\n\n");
}

export function hasText(message: UIMessage): boolean {
  return message.parts.some((part) => part.type === "text" && part.text !== "");
}

/** @returns the message with more words at its end, as one text */
export function extended(message: UIMessage, more: string): UIMessage {
  return { ...message, parts: [{ type: "text", text: messageText(message) + more }] };
}

export function question(id: string, text: string): UIMessage {
  return { id, role: "user", parts: [{ type: "text", text }] };
}

/** @returns where the last question stands, or -1 */
export function lastQuestion(messages: UIMessage[]): number {
  return messages.findLastIndex(({ role }) => role === "user");
}
