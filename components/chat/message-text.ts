/** The words of messages: each text is a paragraph of its own. */
import type { FileUIPart, UIMessage } from "ai";

export function messageText(message: UIMessage): string {
  return message.parts.flatMap((part) => (part.type === "text" && part.text !== "" ? [part.text] : [])).join("\n\n");
}

export function hasText(message: UIMessage): boolean {
  return message.parts.some((part) => part.type === "text" && part.text !== "");
}

/** @returns the message with the rest at its end: words that were cut and the words that go on become one text */
export function extended(message: UIMessage, rest: UIMessage): UIMessage {
  const parts = [...message.parts];
  const [next, ...others] = rest.parts.filter(({ type }) => type !== "step-start");
  const last = parts.at(-1);
  if (last?.type !== "text" || next?.type !== "text") return { ...message, parts: [...parts, ...rest.parts] };
  return { ...message, parts: [...parts.slice(0, -1), { ...next, text: last.text + next.text }, ...others] };
}

/** Words or pictures, or both. */
export function question(id: string, text: string, pictures: FileUIPart[] = []): UIMessage {
  return { id, role: "user", parts: [...pictures, ...(text === "" ? [] : [{ type: "text" as const, text }])] };
}

/** @returns where the last question stands, or -1 */
export function lastQuestion(messages: UIMessage[]): number {
  return messages.findLastIndex(({ role }) => role === "user");
}
