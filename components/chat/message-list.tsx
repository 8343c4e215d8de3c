/** The conversation so far, announced politely to screen readers. */
import { conversation } from "../strings.ts";
import { Answer } from "./answer.tsx";
import { AnswerActions } from "./answer-actions.tsx";
import { endingOf } from "./ending.ts";
import { hasText, messageText } from "./message-text.ts";
import { Thinking } from "./thinking.tsx";
import type { GuardedChat } from "./use-guarded-chat.ts";
import { UserMessage } from "./user-message.tsx";

type Props = {
  chat: GuardedChat;
  canSend: boolean;
  onRetry: () => void;
  onContinue: () => void;
  onResend: (messageId: string, text: string) => void;
};

export function MessageList({ chat, canSend, onRetry, onContinue, onResend }: Props) {
  const { messages, busy, thinking, stopped, failure } = chat;
  const last = messages.at(-1);
  const unanswered = !busy && !failure && last?.role === "user";
  const canAsk = canSend && !busy && !failure;

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
        if (!hasText(message)) return !writing && ending !== "complete" && <div key={message.id}>{actions}</div>;
        return (
          <Answer key={message.id} text={text} writing={writing}>
            {actions}
          </Answer>
        );
      })}
      {thinking && <Thinking />}
      {unanswered && (
        <AnswerActions ending={stopped ? "stopped" : "interrupted"} onRetry={canSend ? onRetry : undefined} />
      )}
    </div>
  );
}
