/** The conversation so far, announced politely to screen readers. */
import { Answer } from "./answer.tsx";
import { AnswerActions } from "./answer-actions.tsx";
import { hasText, messageText } from "./message-text.ts";
import { Thinking } from "./thinking.tsx";
import type { GuardedChat } from "./use-guarded-chat.ts";
import { UserMessage } from "./user-message.tsx";

type Props = { chat: GuardedChat; canRetry: boolean; onRetry: () => void };

export function MessageList({ chat, canRetry, onRetry }: Props) {
  const { messages, busy, thinking, stopped, failure } = chat;
  const last = messages.at(-1);
  const unanswered = !busy && stopped && (last?.role === "user" || (last && !hasText(last)));

  return (
    <div
      role="log"
      aria-label="Conversation"
      aria-live="polite"
      aria-busy={busy}
      className={messages.length ? "pt-6 pb-2" : ""}
    >
      {messages.length > 0 && <h1 className="sr-only">Conversation</h1>}
      {messages.map((message) => {
        if (message.role === "user") return <UserMessage key={message.id} text={messageText(message)} />;
        if (!hasText(message)) return null;
        const writing = busy && message === last;
        return (
          <Answer key={message.id} text={messageText(message)} writing={writing}>
            <AnswerActions
              text={messageText(message)}
              stopped={stopped && message === last}
              onRetry={message === last && !failure && canRetry ? onRetry : undefined}
            />
          </Answer>
        );
      })}
      {thinking && <Thinking />}
      {unanswered && <AnswerActions stopped onRetry={canRetry ? onRetry : undefined} />}
    </div>
  );
}
