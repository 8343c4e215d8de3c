"use client";
/** What the visitor wrote, exactly as typed, and on request open for change. */
import { useState } from "react";

import { conversation } from "../strings.ts";
import { Icon } from "../ui/icon.tsx";
import { EditForm } from "./edit-form.tsx";

type Props = {
  text: string;
  busy: boolean;
  canSend: boolean;
  mostBytes: number | undefined;
  onResend: (text: string) => void;
};

export function UserMessage({ text, busy, onResend, ...limits }: Props) {
  const [editing, setEditing] = useState(false);
  const resend = (changed: string) => {
    setEditing(false);
    onResend(changed);
  };
  if (editing) return <EditForm text={text} {...limits} onSend={resend} onCancel={() => setEditing(false)} />;
  return (
    <article className="group mb-6 flex items-center justify-end gap-1 ps-10 sm:ps-24">
      <h2 className="sr-only">{conversation.you}</h2>
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
      <p
        dir="auto"
        className="min-w-0 rounded-3xl rounded-ee-lg bg-bubble px-4 py-2.5 wrap-anywhere whitespace-pre-wrap"
      >
        {text}
      </p>
    </article>
  );
}
