"use client";
/** Asks before something is done to an account, and does it. */
import { useEffect, useId, useRef } from "react";

import { user as words } from "./strings.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { type Action, useChange } from "./use-change.ts";

type Props = {
  title: string;
  text: string;
  verb: string;
  action: Action;
  onClose: () => void;
  onDone?: (() => void) | undefined;
};

export function ConfirmDialog({ title, text, verb, action, onClose, onDone }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { busy, trouble, send } = useChange();

  useEffect(() => dialog.current?.showModal(), []);

  // Closed by itself and only then removed: so the browser gives the focus back to the button that opened it.
  const close = () => dialog.current?.close();
  const confirm = async () => {
    if (!(await send(action))) return;
    onDone?.();
    close();
  };

  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby={titleId} className="modal">
      <h3 id={titleId} className="font-medium wrap-anywhere">
        {title}
      </h3>
      <p className="mt-1 text-sm text-muted">{text}</p>
      <TroubleNote trouble={trouble} />
      <div className="mt-4 flex justify-end gap-2">
        <button type="button" className="button-outline" onClick={close}>
          {words.cancel}
        </button>
        <button type="button" className="button-small" disabled={busy} onClick={() => void confirm()}>
          {busy ? words.wait : verb}
        </button>
      </div>
    </dialog>
  );
}
