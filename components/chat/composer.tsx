"use client";
/** Where messages are written. Enter sends, Shift+Enter breaks the line, and the field grows with its text. */
import { useEffect, type SubmitEvent, type KeyboardEvent, type ReactNode, type RefObject } from "react";

import { useHydrated } from "../ui/use-hydrated.ts";
import { loadMarkdown } from "./answer.tsx";
import { SendButton } from "./send-button.tsx";

type Props = {
  ref: RefObject<HTMLTextAreaElement | null>;
  draft: string;
  onDraft: (draft: string) => void;
  busy: boolean;
  /** Seconds until sending is possible again. */
  waitSeconds: number;
  onSend: (text: string) => void;
  onStop: () => void;
  children: ReactNode;
};

export function Composer({ ref, draft, onDraft, busy, waitSeconds, onSend, onStop, children }: Props) {
  const hydrated = useHydrated();
  const text = draft.trim();
  const ready = text !== "" && !busy && waitSeconds === 0;

  useEffect(() => {
    void loadMarkdown();
    // On a touch screen focus would open the keyboard over the page.
    if (matchMedia("(pointer: fine)").matches) ref.current?.focus();
  }, [ref]);

  const submit = (event?: SubmitEvent) => {
    event?.preventDefault();
    if (ready) onSend(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method is composing, Enter picks a word. Safari reports that Enter only as key code 229.
    // oxlint-disable-next-line typescript/no-deprecated
    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    submit();
  };

  return (
    <form
      onSubmit={submit}
      className="relative mx-auto w-full max-w-3xl shrink-0 px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-6"
    >
      <div aria-hidden="true" className="fade pointer-events-none absolute inset-x-0 bottom-full h-6" />
      <div className="rounded-[1.75rem] border border-line-strong bg-surface shadow-lg shadow-shade transition-colors focus-within:border-accent">
        <label htmlFor="message" className="sr-only">
          Message
        </label>
        <div className="grow-with-text max-h-52 overflow-y-auto">
          <div aria-hidden="true">{draft}&#8203;</div>
          <textarea
            id="message"
            ref={ref}
            rows={1}
            value={draft}
            readOnly={!hydrated}
            onChange={(event) => onDraft(event.target.value)}
            onKeyDown={onKeyDown}
            placeholder="Ask anything"
            enterKeyHint="send"
            autoComplete="off"
          />
        </div>
        <div className="flex items-center justify-between gap-3 px-2.5 pb-2.5">
          <div className="min-w-0">{children}</div>
          <SendButton busy={busy} ready={ready} waitSeconds={waitSeconds} onStop={onStop} />
        </div>
      </div>
      <p className="pt-2 text-center text-xs text-muted">Answers can be wrong. Check what matters.</p>
    </form>
  );
}
