/** Messages as this chat sends and shows them: text is the only kind of part. */
import type { UIMessage } from "ai";

export function messageText(message: UIMessage): string {
  return message.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

export function hasText(message: UIMessage): boolean {
  return message.parts.some((part) => part.type === "text" && part.text !== "");
}

export function question(id: string, text: string): UIMessage {
  return { id, role: "user", parts: [{ type: "text", text }] };
}

/** @returns where the last question stands, or -1 */
export function lastQuestion(messages: UIMessage[]): number {
  return messages.findLastIndex(({ role }) => role === "user");
}
