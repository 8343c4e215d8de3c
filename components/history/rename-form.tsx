"use client";
/** A chat's title, open for change in its place in the list. Escape leaves it as it was. */
import { type SubmitEvent, useEffect, useRef, useState } from "react";

import { history } from "../strings/chat.ts";

type Props = { title: string; onDone: (title: string | undefined) => void };

export function RenameForm({ title, onDone }: Props) {
  const [text, setText] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onDone(text);
  };
  return (
    <li>
      <form onSubmit={submit} className="flex flex-wrap gap-1.5 rounded-xl bg-sunken p-1.5">
        <input
          ref={field}
          dir="auto"
          aria-label={history.newTitle}
          value={text}
          maxLength={100}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            // Not also for whoever listens around it: the drawer would close.
            event.preventDefault();
            event.stopPropagation();
            onDone(undefined);
          }}
          className="field w-full"
        />
        <button type="submit" className="button-small">
          {history.save}
        </button>
        <button type="button" className="button-outline" onClick={() => onDone(undefined)}>
          {history.cancel}
        </button>
      </form>
    </li>
  );
}
