/** The conversation so far, announced politely to screen readers. */
import { conversation } from "../strings.ts";
import { Answer } from "./answer.tsx";
import { AnswerActions } from "./answer-actions.tsx";
import { hasText, messageText } from "./message-text.ts";
import { Thinking } from "./thinking.tsx";
import type { GuardedChat } from "./use-guarded-chat.ts";
import { UserMessage } from "./user-message.tsx";

type Props = {
  chat: GuardedChat;
  canSend: boolean;
  onRetry: () => void;
  onResend: (messageId: string, text: string) => void;
};

export function MessageList({ chat, canSend, onRetry, onResend }: Props) {
  const { messages, busy, thinking, stopped, failure } = chat;
  const last = messages.at(-1);
  const unanswered = !busy && stopped && (last?.role === "user" || (last && !hasText(last)));

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
              busy={busy}
              canSend={canSend}
              onResend={(text) => onResend(message.id, text)}
            />
          );
        if (!hasText(message)) return null;
        const writing = busy && message === last;
        return (
          <Answer key={message.id} text={messageText(message)} writing={writing}>
            <AnswerActions
              text={messageText(message)}
              stopped={stopped && message === last}
              onRetry={message === last && !failure && canSend ? onRetry : undefined}
            />
          </Answer>
        );
      })}
      {thinking && <Thinking />}
      {unanswered && <AnswerActions stopped onRetry={canSend ? onRetry : undefined} />}
    </div>
  );
}
