"use client";
/** A sent message, open for change in its place. Sending it again replaces everything below it. */
import { type KeyboardEvent, type SubmitEvent, useEffect, useId, useRef, useState } from "react";

import { conversation } from "../strings/chat.ts";
import { isComposing } from "./is-composing.ts";
import { tooLong } from "./too-long.ts";

type Props = {
  text: string;
  /** Where pictures stand beside the words. */
  mayBeEmpty: boolean;
  canSend: boolean;
  mostBytes: number | undefined;
  onSend: (text: string) => void;
  onCancel: () => void;
};

export function EditForm({ text, mayBeEmpty, canSend, mostBytes, onSend, onCancel }: Props) {
  const [draft, setDraft] = useState(text);
  const hint = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const excess = tooLong(draft.trim(), mostBytes);
  const ready = canSend && (mayBeEmpty || draft.trim() !== "") && !excess;

  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.scrollIntoView({ block: "center" });
    field.current?.setSelectionRange(-1, -1);
  }, []);

  const submit = (event?: SubmitEvent) => {
    event?.preventDefault();
    if (ready) onSend(draft.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onCancel();
    else if (event.key === "Enter" && !event.shiftKey && !isComposing(event)) submit();
    else return;
    event.preventDefault();
  };

  return (
    <form
      onSubmit={submit}
      className="mb-6 rounded-3xl border border-line-strong bg-surface pb-3 focus-within:border-accent"
    >
      <div className="grow-with-text">
        <div aria-hidden="true">{`${draft}\u200B`}</div>
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={conversation.editing}
          aria-invalid={excess !== undefined}
          aria-describedby={hint}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="flex flex-wrap items-center justify-end gap-2 px-3">
        <output className={`me-auto ps-2 text-xs ${excess ? "text-notice-ink" : "text-muted"}`}>
          <span id={hint}>{excess ?? conversation.editHint}</span>
        </output>
        <button type="button" className="button-outline" onClick={onCancel}>
          {conversation.cancel}
        </button>
        <button type="submit" className="button-small" disabled={!ready}>
          {conversation.resend}
        </button>
      </div>
    </form>
  );
}
