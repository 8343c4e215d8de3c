/** How an answer ended. It is noted on the message itself, so that a chat that is opened again still says it. */
import type { UIMessage } from "ai";

import { isOneOf } from "../shape.ts";
import { hasContent } from "./answer-parts.ts";
import type { Failure } from "./failure.ts";
import { hasText } from "./message-text.ts";
import { newId } from "./new-id.ts";

/** An answer that is still being written counts as interrupted: that is what it is when the page goes away. */
export type Ending = "complete" | "empty" | FinishEnding | LimitEnding | "stopped" | "interrupted";
/** Finish reasons of the stream. */
type FinishEnding = "length" | "content-filter" | "tool-calls";
/** Refusals of a further step, in the middle of an answer. */
type LimitEnding = "budget_exhausted" | "service_budget_exhausted";

const isFinishEnding = isOneOf<FinishEnding>("length", "content-filter", "tool-calls");
const isLimitEnding = isOneOf<LimitEnding>("budget_exhausted", "service_budget_exhausted");
const isOtherEnding = isOneOf("complete", "empty", "stopped", "interrupted");

export const isEnding = (value: unknown): value is Ending =>
  isFinishEnding(value) || isLimitEnding(value) || isOtherEnding(value);

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

function endingFor(finishReason: string, hasWords: boolean): Ending {
  if (isFinishEnding(finishReason)) return finishReason;
  return hasWords ? "complete" : "empty";
}

/** @returns the answer at the end, when there is anything of it */
function answerOf(messages: UIMessage[]): UIMessage | undefined {
  const last = messages.at(-1);
  return last?.role === "assistant" && hasContent(last) ? last : undefined;
}

/** Notes how the answer at the end was finished. @param finishReason as the stream said it */
export function finished(messages: UIMessage[], finishReason: string): UIMessage[] {
  const answer = answerOf(messages);
  return ended(messages, endingFor(finishReason, answer !== undefined && hasText(answer)));
}

/** An answer that was begun and had no room for its next step keeps the note of it. */
export function failed(messages: UIMessage[], { code }: Failure): UIMessage[] {
  const answer = answerOf(messages);
  if (!answer || endingOf(answer) !== "interrupted" || !isLimitEnding(code)) return messages;
  return ended(messages, code);
}

/** Notes on the answer how it ended. One without words is there all the same: it was paid for. */
export function ended(messages: UIMessage[], ending: Ending): UIMessage[] {
  const answer = answerOf(messages);
  if (answer) return [...messages.slice(0, -1), withEnding(answer, ending)];
  if (ending === "stopped") return messages;
  const asked = messages.at(-1)?.role === "assistant" ? messages.slice(0, -1) : messages;
  return [...asked, withEnding({ id: newId(), role: "assistant", parts: [] }, ending)];
}
