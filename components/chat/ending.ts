/** How an answer ended. It is noted on the message itself, so that a chat that is opened again still says it. */
import type { UIMessage } from "ai";

import { isOneOf } from "../shape.ts";
import { hasText } from "./message-text.ts";
import { newId } from "./new-id.ts";

/** An answer that is still being written counts as interrupted: that is what it is when the page goes away. */
export type Ending = "complete" | "empty" | "length" | "content-filter" | "stopped" | "interrupted";

export const isEnding = isOneOf("complete", "empty", "length", "content-filter", "stopped", "interrupted");

export function endingOf({ metadata }: UIMessage): Ending {
  const ending =
    typeof metadata === "object" && metadata !== null && "ending" in metadata ? metadata.ending : undefined;
  return isEnding(ending) ? ending : "complete";
}

/** What else is noted on the message stays. */
export function withEnding(message: UIMessage, ending: Ending): UIMessage {
  const notes = typeof message.metadata === "object" ? message.metadata : {};
  return { ...message, metadata: { ...notes, ending } };
}

/** @param finishReason as the stream said it */
export function endingFor(finishReason: string, hasWords: boolean): Ending {
  if (finishReason === "length" || finishReason === "content-filter") return finishReason;
  return hasWords ? "complete" : "empty";
}

/** @returns the answer at the end, when there is one with words */
export function answerOf(messages: UIMessage[]): UIMessage | undefined {
  const last = messages.at(-1);
  return last?.role === "assistant" && hasText(last) ? last : undefined;
}

/** Notes on the answer how it ended. One without words is there all the same: it was paid for. */
export function ended(messages: UIMessage[], ending: Ending): UIMessage[] {
  const answer = answerOf(messages);
  if (answer) return [...messages.slice(0, -1), withEnding(answer, ending)];
  if (ending === "stopped") return messages;
  const asked = messages.at(-1)?.role === "assistant" ? messages.slice(0, -1) : messages;
  return [...asked, withEnding({ id: newId(), role: "assistant", parts: [] }, ending)];
}
