"use client";
/** One conversation: its messages, what went wrong last, and the composer. */
import type { UIMessage } from "ai";
import { useRef } from "react";

import { useKeptChat } from "../history/use-kept-chat.ts";
import { AttachButton } from "../pictures/attach-button.tsx";
import { DropZone } from "../pictures/drop-zone.tsx";
import type { PictureBounds } from "../pictures/scale-picture.ts";
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
import { pressLastCopy } from "./press-last-copy.ts";
import { tooLong } from "./too-long.ts";
import { useCountdown } from "./use-countdown.ts";
import { useDraft } from "./use-draft.ts";
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
  pictureBounds: PictureBounds;
  /** What stands in the composer at first: a question that was taken back elsewhere. */
  firstDraft: UIMessage | undefined;
  /** Opens a chat with this in its composer. */
  onNewChat: (draft: UIMessage) => void;
  /** The same function as long as the id is the same. */
  onKeep: (messages: UIMessage[]) => void;
  onReplyEnd: () => void;
};

export function ChatSession({ id, before, name, models, model, onModel, mostBytes, ...rest }: Props) {
  const { firstDraft, onNewChat, onKeep, onReplyEnd, pictureBounds } = rest;
  const chat = useGuardedChat({ id, before, models, model, onReplyEnd });
  useKeptChat(chat, onKeep);
  const { container, content, pinned, jump } = useStickToBottom(before.length > 0);
  const input = useRef<HTMLTextAreaElement>(null);
  const draft = useDraft(firstDraft, { models, model, bounds: pictureBounds });
  const secondsLeft = useCountdown(chat.failure?.retryAt);
  const waitSeconds = blocksSending(chat.failure) ? secondsLeft : 0;

  const focusInput = () => input.current?.focus();
  const andFocus = (action: () => void) => {
    action();
    focusInput();
  };
  /** Does something that ends in the visitor waiting for the newest words. */
  const andFollow = (action: () => void) =>
    andFocus(() => {
      action();
      jump();
    });
  const send = (text: string) =>
    andFollow(() => {
      chat.send(text, draft.pictures.parts);
      draft.set();
    });
  const write = (text: string) => {
    draft.setText(text);
    if (text.trim() !== "" && waitSeconds === 0) prepareToken();
  };
  const stop = () => andFocus(chat.stop);
  const edit = () => andFocus(() => draft.set(chat.takeBack()));
  useShortcuts({ focus: focusInput, copy: () => pressLastCopy(content.current), ...(chat.busy && { stop }) });

  const empty = chat.messages.length === 0;
  const asked = chat.messages[lastQuestion(chat.messages)];
  const fitsAlone = asked && chat.messages.length > 1 && !tooLong(messageText(asked), mostBytes);
  const onRetry = () => andFollow(chat.retry);
  const waysOn = { onRetry, onEdit: edit, onNewChat: fitsAlone ? () => onNewChat(asked) : undefined };
  return (
    <DropZone className="relative flex min-w-0 flex-1 flex-col" onFiles={draft.pictures.add}>
      <div ref={container} className="min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none]">
        {/* Positioned: otherwise words for screen readers alone (.sr-only) leave it, and the page itself scrolls. */}
        <div ref={content} className="relative mx-auto flex min-h-full max-w-3xl flex-col px-4 sm:px-6">
          {empty && <EmptyChat name={name} onPick={send} />}
          <MessageList
            chat={chat}
            canSend={waitSeconds === 0}
            onRetry={onRetry}
            onContinue={() => andFollow(chat.continue)}
            onResend={(messageId, text) => andFollow(() => chat.resend(messageId, text))}
            mostBytes={mostBytes}
            mostPictures={draft.mostPictures}
          />
          {chat.failure && <FailureCard failure={chat.failure} secondsLeft={secondsLeft} {...waysOn} />}
        </div>
      </div>
      <JumpButton shown={!pinned && !empty} onClick={() => andFollow(() => jump("smooth"))} />
      <Composer
        ref={input}
        draft={draft}
        onText={write}
        onFocus={prepareReply}
        busy={chat.busy}
        waitSeconds={waitSeconds}
        mostBytes={mostBytes}
        onSend={send}
        onStop={stop}
      >
        <AttachButton models={models} model={model} onFiles={draft.pictures.add} />
        <ModelPicker models={models} model={model} onModel={onModel} />
      </Composer>
    </DropZone>
  );
}
