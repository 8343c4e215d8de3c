"use client";
/** One conversation from its first message to "New chat": header, messages, composer. */
import { useRef, useState } from "react";

import type { Visitor } from "../account/visitor.ts";
import type { Usage } from "../usage/usage.ts";
import { ChatHeader } from "./chat-header.tsx";
import { Composer } from "./composer.tsx";
import { EmptyChat } from "./empty-chat.tsx";
import { blocksSending } from "./failure.ts";
import { FailureCard } from "./failure-card.tsx";
import { JumpButton } from "./jump-button.tsx";
import { MessageList } from "./message-list.tsx";
import { ModelPicker } from "./model-picker.tsx";
import { useCountdown } from "./use-countdown.ts";
import { useGuardedChat } from "./use-guarded-chat.ts";
import { useStickToBottom } from "./use-stick-to-bottom.ts";

type Props = {
  visitor: Visitor;
  usage: Usage | undefined;
  onUsageStale: () => void;
  model: string | undefined;
  onModel: (model: string) => void;
  onNewChat: () => void;
};

export function ChatSession({ visitor, usage, onUsageStale, model, onModel, onNewChat }: Props) {
  const chat = useGuardedChat({ model, onReplyEnd: onUsageStale });
  const { container, content, pinned, jump } = useStickToBottom();
  const input = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState("");
  const secondsLeft = useCountdown(chat.failure?.retryAt);
  const waitSeconds = blocksSending(chat.failure) ? secondsLeft : 0;

  const focusInput = () => input.current?.focus();
  const send = (text: string) => {
    chat.send(text);
    setDraft("");
    jump();
    focusInput();
  };
  const retry = () => {
    chat.retry();
    jump();
    focusInput();
  };
  const stop = () => {
    chat.stop();
    focusInput();
  };
  const edit = () => {
    setDraft(chat.takeBack());
    focusInput();
  };

  const empty = chat.messages.length === 0;
  return (
    <div className="flex h-dvh flex-col">
      <ChatHeader
        visitor={visitor}
        usage={usage}
        onUsageStale={onUsageStale}
        onNewChat={empty ? undefined : onNewChat}
      />
      <main className="relative flex min-h-0 flex-1 flex-col">
        <div ref={container} className="min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none]">
          <div ref={content} className="mx-auto flex min-h-full max-w-3xl flex-col px-4 sm:px-6">
            {empty && <EmptyChat name={visitor.name} onPick={send} />}
            <MessageList chat={chat} canRetry={waitSeconds === 0} onRetry={retry} />
            {chat.failure && (
              <FailureCard failure={chat.failure} secondsLeft={secondsLeft} onRetry={retry} onEdit={edit} />
            )}
          </div>
        </div>
        <JumpButton
          shown={!pinned && !empty}
          onClick={() => {
            jump("smooth");
            focusInput();
          }}
        />
        <Composer
          ref={input}
          draft={draft}
          onDraft={setDraft}
          busy={chat.busy}
          waitSeconds={waitSeconds}
          onSend={send}
          onStop={stop}
        >
          <ModelPicker models={usage?.models ?? []} model={model} onModel={onModel} />
        </Composer>
      </main>
    </div>
  );
}
