"use client";
/** What the visitor wrote, exactly as typed, and on request open for change. */
import type { FileUIPart } from "ai";
import { useState } from "react";

import { SentPictures } from "../pictures/sent-pictures.tsx";
import { conversation } from "../strings/chat.ts";
import { Icon } from "../ui/icon.tsx";
import { EditForm } from "./edit-form.tsx";

type Props = {
  text: string;
  pictures: FileUIPart[];
  /** Those that the model sees with the next question. */
  seen: Set<FileUIPart>;
  busy: boolean;
  canSend: boolean;
  mostBytes: number | undefined;
  onResend: (text: string) => void;
};

export function UserMessage({ text, pictures, seen, busy, onResend, ...limits }: Props) {
  const [editing, setEditing] = useState(false);
  const resend = (changed: string) => {
    setEditing(false);
    onResend(changed);
  };
  const shown = pictures.length > 0 && <SentPictures pictures={pictures} seen={seen} />;
  if (editing)
    return (
      <>
        {shown}
        <EditForm
          text={text}
          mayBeEmpty={pictures.length > 0}
          {...limits}
          onSend={resend}
          onCancel={() => setEditing(false)}
        />
      </>
    );
  return (
    <article className="group mb-6">
      <h2 className="sr-only">{conversation.you}</h2>
      {shown}
      <div className="flex items-center justify-end gap-1 ps-10 sm:ps-24">
        <button
          type="button"
          className="button-quiet transition-opacity focus-visible:opacity-100 pointer-fine:opacity-0 pointer-fine:group-hover:opacity-100"
          aria-label={conversation.edit}
          title={conversation.edit}
          disabled={busy}
          onClick={() => setEditing(true)}
        >
          <Icon name="pencil" className="size-4" />
        </button>
        {text !== "" && (
          <p
            dir="auto"
            className="min-w-0 rounded-3xl rounded-ee-lg bg-bubble px-4 py-2.5 wrap-anywhere whitespace-pre-wrap"
          >
            {text}
          </p>
        )}
      </div>
    </article>
  );
}
