"use client";
/** Where messages are written. Enter sends, Shift+Enter breaks the line, and the field grows with its text. */
import {
  type ClipboardEvent,
  useEffect,
  type SubmitEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from "react";

import { DraftRow } from "../pictures/draft-row.tsx";
import { pastedFiles } from "../pictures/pasted-files.ts";
import { composer } from "../strings/chat.ts";
import { problems } from "../strings/failures.ts";
import { useHydrated } from "../ui/use-hydrated.ts";
import { isComposing } from "./is-composing.ts";
import { SendButton } from "./send-button.tsx";
import { tooLong } from "./too-long.ts";
import type { Draft } from "./use-draft.ts";
import { useOnline } from "./use-online.ts";

type Props = {
  ref: RefObject<HTMLTextAreaElement | null>;
  draft: Draft;
  onText: (text: string) => void;
  onFocus: () => void;
  busy: boolean;
  /** Seconds until sending is possible again. */
  waitSeconds: number;
  /** The most bytes that a message may have. */
  mostBytes: number | undefined;
  onSend: (text: string) => void;
  onStop: () => void;
  children: ReactNode;
};

export function Composer({ ref, draft, onText, onFocus, busy, waitSeconds, ...rest }: Props) {
  const { mostBytes, onSend, onStop, children } = rest;
  const hydrated = useHydrated();
  const online = useOnline();
  const { pictures } = draft;
  const text = draft.text.trim();
  const excess = tooLong(text, mostBytes);
  const hasContent = text !== "" || pictures.list.length > 0;
  const ready = hasContent && pictures.ready && !excess && !busy && waitSeconds === 0;

  const trouble = excess ?? pictures.trouble ?? (online ? undefined : problems.offline);

  useEffect(() => {
    // On a touch screen focus would open the keyboard over the page.
    if (matchMedia("(pointer: fine)").matches) ref.current?.focus();
  }, [ref]);

  const submit = (event?: SubmitEvent) => {
    event?.preventDefault();
    if (ready) onSend(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    submit();
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    pictures.add(files);
  };

  return (
    <form
      onSubmit={submit}
      className="relative mx-auto w-full max-w-3xl shrink-0 px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-6"
    >
      <div aria-hidden="true" className="fade pointer-events-none absolute inset-x-0 bottom-full h-6" />
      <div className="rounded-[1.75rem] border border-line-strong bg-surface shadow-lg shadow-shade transition-colors focus-within:border-accent">
        <DraftRow
          list={pictures.list}
          onRemove={(id) => {
            pictures.remove(id);
            ref.current?.focus();
          }}
        />
        <label htmlFor="message" className="sr-only">
          {composer.label}
        </label>
        <div className="grow-with-text max-h-52 overflow-y-auto">
          <div aria-hidden="true">{`${draft.text}\u200B`}</div>
          <textarea
            id="message"
            ref={ref}
            rows={1}
            dir="auto"
            value={draft.text}
            readOnly={!hydrated}
            onFocus={onFocus}
            onChange={(event) => onText(event.target.value)}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            aria-invalid={excess !== undefined}
            aria-describedby="message-hint"
            placeholder={composer.placeholder}
            enterKeyHint="send"
            autoComplete="off"
          />
        </div>
        <div className="flex items-center justify-between gap-3 px-2.5 pb-2.5">
          <div className="flex min-w-0 items-center">{children}</div>
          <SendButton busy={busy} ready={ready} waitSeconds={waitSeconds} onStop={onStop} />
        </div>
      </div>
      <output className={`block pt-2 text-center text-xs ${trouble ? "text-notice-ink" : "text-muted"}`}>
        <span id="message-hint">{trouble ?? composer.caution}</span>
      </output>
    </form>
  );
}
