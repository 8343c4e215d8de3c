/** The words of a message. Text is the only kind of part this chat sends or shows. */
import type { UIMessage } from "ai";

export function messageText(message: UIMessage): string {
  return message.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

export function hasText(message: UIMessage): boolean {
  return message.parts.some((part) => part.type === "text" && part.text !== "");
}
