/** A chat as this browser keeps it, checked before it is believed: storage can be edited, cut off, or from another version. */
import type { UIMessage } from "ai";

import { hasContent } from "../chat/answer-parts.ts";
import { type Ending, endingOf, isEnding, withEnding } from "../chat/ending.ts";
import { isPartial } from "../chat/left-out.ts";
import { messageText } from "../chat/message-text.ts";
import { isBoolean, isListOf, isNumber, isOneOf, isOr, isShaped, isString, parseShaped } from "../shape.ts";
import { history } from "../strings/chat.ts";
import { isKeptPicture, type KeptPicture, toKeptPictures, toPictureParts } from "./kept-pictures.ts";
import { isKeptCall, type KeptCall, toKeptCalls, toParts } from "./kept-calls.ts";

export type KeptMessage = {
  id: string;
  role: "user" | "assistant";
  text: string;
  calls?: KeptCall[] | undefined;
  pictures?: KeptPicture[] | undefined;
  ending?: Ending | undefined;
  /** The model did not see the oldest part of the conversation. */
  leftOut?: boolean | undefined;
};

export type StoredChat = {
  id: string;
  /** Given by the visitor; without one, the first message serves. */
  title?: string | undefined;
  /** Epoch milliseconds. */
  updatedAt: number;
  messages: KeptMessage[];
};

const isStoredChat = isShaped<StoredChat>({
  id: isString,
  title: isOr(isString, undefined),
  updatedAt: isNumber,
  messages: isListOf(
    isShaped<KeptMessage>({
      id: isString,
      role: isOneOf("user", "assistant"),
      text: isString,
      calls: isOr(isListOf(isKeptCall), undefined),
      pictures: isOr(isListOf(isKeptPicture), undefined),
      ending: isOr(isEnding, undefined),
      leftOut: isOr(isBoolean, undefined),
    }),
  ),
});

const TITLE_CHARACTERS = 60;

/** @returns undefined when the text is not a chat */
export function parseChat(text: string | null): StoredChat | undefined {
  return text === null ? undefined : parseShaped(text, isStoredChat);
}

export function titleOf({ title, messages }: StoredChat): string {
  const first = messages.find(({ role }) => role === "user");
  const words = title ?? (first?.text || (first?.pictures ? history.picture : ""));
  const line = words.replaceAll(/\s+/g, " ").trim();
  if (line === "") return history.untitled;
  const letters = Array.from(line);
  return letters.length > TITLE_CHARACTERS ? `${letters.slice(0, TITLE_CHARACTERS - 1).join("")}…` : line;
}

export function toKept(messages: UIMessage[]): KeptMessage[] {
  return messages.flatMap((message) => {
    const { id, role } = message;
    const ending = endingOf(message);
    if (role === "system" || (ending === "complete" && !hasContent(message))) return [];
    const calls = toKeptCalls(message);
    const pictures = toKeptPictures(message);
    const notes = {
      ...(calls[0] && { calls }),
      ...(pictures[0] && { pictures }),
      ...(ending !== "complete" && { ending }),
      ...(isPartial(message) && { leftOut: true }),
    };
    return [{ id, role, text: messageText(message), ...notes }];
  });
}

export function toMessages(kept: KeptMessage[]): UIMessage[] {
  return kept.map(({ id, role, text, calls = [], pictures = [], ending = "complete", leftOut }) => {
    const callMs = Object.fromEntries(calls.map((call) => [call.id, call.ms]));
    const metadata = { ...(calls[0] && { callMs }), ...(leftOut && { leftOut }) };
    const parts = [...toPictureParts(pictures), ...toParts(text, calls)];
    return withEnding({ id, role, parts, metadata }, ending);
  });
}
