"use client";
/** One conversation: its messages, what went wrong last, and the composer. */
import type { UIMessage } from "ai";
import { useRef, useState } from "react";

import { useKeptChat } from "../history/use-kept-chat.ts";
import { useShortcuts } from "../shortcuts/use-shortcuts.ts";
import type { ModelChoice } from "../usage/model-choice.ts";
import { Composer } from "./composer.tsx";
import { EmptyChat } from "./empty-chat.tsx";
import { blocksSending } from "./failure.ts";
import { FailureCard } from "./failure-card.tsx";
import { JumpButton } from "./jump-button.tsx";
import { MessageList } from "./message-list.tsx";
import { lastQuestion, messageText } from "./message-text.ts";
import { ModelPicker } from "./model-picker.tsx";
import { prepareReply } from "./prepare-reply.ts";
import { tooLong } from "./too-long.ts";
import { useCountdown } from "./use-countdown.ts";
import { prepareToken, useGuardedChat } from "./use-guarded-chat.ts";
import { useStickToBottom } from "./use-stick-to-bottom.ts";

type Props = {
  id: string;
  before: UIMessage[];
  name: string;
  models: ModelChoice[];
  model: string | undefined;
  onModel: (model: string) => void;
  mostBytes: number | undefined;
  /** What stands in the composer at first. */
  firstDraft: string;
  /** Opens a chat with this in its composer. */
  onNewChat: (draft: string) => void;
  /** The same function as long as the id is the same. */
  onKeep: (messages: UIMessage[]) => void;
  onReplyEnd: () => void;
};

export function ChatSession({ id, before, name, models, model, onModel, mostBytes, ...rest }: Props) {
  const { firstDraft, onNewChat, onKeep, onReplyEnd } = rest;
  const chat = useGuardedChat({ id, before, model, onReplyEnd });
  useKeptChat(chat, onKeep);
  const { container, content, pinned, jump } = useStickToBottom();
  const input = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState(firstDraft);
  const secondsLeft = useCountdown(chat.failure?.retryAt);
  const waitSeconds = blocksSending(chat.failure) ? secondsLeft : 0;

  const focusInput = () => input.current?.focus();
  /** Does something that ends in the visitor waiting for the newest words. */
  const andFollow = (action: () => void) => {
    action();
    jump();
    focusInput();
  };
  const send = (text: string) =>
    andFollow(() => {
      chat.send(text);
      setDraft("");
    });
  const write = (text: string) => {
    setDraft(text);
    if (text.trim() !== "" && waitSeconds === 0) prepareToken();
  };
  const retry = () => andFollow(chat.retry);
  const stop = () => {
    chat.stop();
    focusInput();
  };
  const edit = () => {
    setDraft(chat.takeBack());
    focusInput();
  };
  // The button says by itself whether it worked.
  const copyLast = () =>
    [...(content.current?.querySelectorAll<HTMLElement>("[data-copy=answer]") ?? [])].at(-1)?.click();
  useShortcuts({ focus: focusInput, copy: copyLast, ...(chat.busy && { stop }) });

  const empty = chat.messages.length === 0;
  const asked = chat.messages[lastQuestion(chat.messages)];
  const text = asked ? messageText(asked) : "";
  const fitsAlone = chat.messages.length > 1 && !tooLong(text, mostBytes);
  const waysOn = { onRetry: retry, onEdit: edit, onNewChat: fitsAlone ? () => onNewChat(text) : undefined };
  return (
    <main className="relative flex min-w-0 flex-1 flex-col">
      <div ref={container} className="min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none]">
        <div ref={content} className="mx-auto flex min-h-full max-w-3xl flex-col px-4 sm:px-6">
          {empty && <EmptyChat name={name} onPick={send} />}
          <MessageList
            chat={chat}
            canSend={waitSeconds === 0}
            onRetry={retry}
            onContinue={() => andFollow(chat.continue)}
            onResend={(messageId, text) => andFollow(() => chat.resend(messageId, text))}
            mostBytes={mostBytes}
          />
          {chat.failure && <FailureCard failure={chat.failure} secondsLeft={secondsLeft} {...waysOn} />}
        </div>
      </div>
      <JumpButton shown={!pinned && !empty} onClick={() => andFollow(() => jump("smooth"))} />
      <Composer
        ref={input}
        draft={draft}
        onDraft={write}
        onFocus={prepareReply}
        busy={chat.busy}
        waitSeconds={waitSeconds}
        mostBytes={mostBytes}
        onSend={send}
        onStop={stop}
      >
        <ModelPicker models={models} model={model} onModel={onModel} />
      </Composer>
    </main>
  );
}
