/** The conversation so far, announced politely to screen readers. */
import { Fragment } from "react";

import { newestPictures, picturesOf } from "../pictures/message-pictures.ts";
import { conversation } from "../strings/chat.ts";
import { Answer } from "./answer.tsx";
import { AnswerActions } from "./answer-actions.tsx";
import { hasContent } from "./answer-parts.ts";
import { endingOf } from "./ending.ts";
import { isPartial } from "./left-out.ts";
import { messageText } from "./message-text.ts";
import { Thinking } from "./thinking.tsx";
import type { GuardedChat } from "./use-guarded-chat.ts";
import { UserMessage } from "./user-message.tsx";

type Props = {
  chat: GuardedChat;
  canSend: boolean;
  onRetry: () => void;
  onContinue: () => void;
  onResend: (messageId: string, text: string) => void;
  /** The most bytes that a message may have. */
  mostBytes: number | undefined;
  mostPictures: number;
};

export function MessageList({ chat, canSend, onRetry, onContinue, onResend, ...limits }: Props) {
  const { messages, busy, thinking, stopped, failure } = chat;
  const last = messages.at(-1);
  const unanswered = !busy && !failure && last?.role === "user";
  const canAsk = canSend && !busy && !failure;
  const seen = newestPictures(messages, limits.mostPictures);
  // Said once: it is so from there on.
  const firstPartial = messages.find(isPartial);

  return (
    <div
      role="log"
      aria-label={conversation.title}
      aria-live="polite"
      aria-busy={busy}
      className={messages.length ? "pt-6 pb-2" : ""}
    >
      {messages.length > 0 && <h1 className="sr-only">{conversation.title}</h1>}
      {messages.map((message) => {
        if (message.role === "user")
          return (
            <UserMessage
              key={message.id}
              text={messageText(message)}
              pictures={picturesOf(message)}
              seen={seen}
              busy={busy}
              canSend={canSend}
              mostBytes={limits.mostBytes}
              onResend={(text) => onResend(message.id, text)}
            />
          );
        const writing = busy && message === last;
        const ending = endingOf(message);
        const text = messageText(message);
        const isLast = message === last;
        const actions = (
          <AnswerActions
            text={text}
            ending={ending}
            onRetry={isLast && canAsk ? onRetry : undefined}
            onContinue={isLast && canAsk ? onContinue : undefined}
          />
        );
        if (!hasContent(message)) return !writing && ending !== "complete" && <div key={message.id}>{actions}</div>;
        return (
          <Fragment key={message.id}>
            {message === firstPartial && <p className="mb-6 text-center text-sm text-muted">{conversation.leftOut}</p>}
            <Answer message={message} writing={writing}>
              {actions}
            </Answer>
          </Fragment>
        );
      })}
      {thinking && <Thinking />}
      {unanswered && (
        <AnswerActions ending={stopped ? "stopped" : "interrupted"} onRetry={canSend ? onRetry : undefined} />
      )}
    </div>
  );
}
