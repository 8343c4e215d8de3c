"use client";
/** Asks before an account is blocked or let in again, and does it. */
import { useEffect, useId, useRef } from "react";

import { TroubleNote } from "./trouble-note.tsx";
import { useChange } from "./use-change.ts";

type Props = { account: string; blocked: boolean; onClose: () => void; onDone?: () => void };

export function BlockDialog({ account, blocked, onClose, onDone }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const { busy, trouble, send } = useChange();
  const verb = blocked ? "Unblock" : "Block";

  useEffect(() => dialog.current?.showModal(), []);

  // Closed by itself and only then removed: so the browser gives the focus back to the button that opened it.
  const close = () => dialog.current?.close();
  const confirm = async () => {
    if (!(await send(`/api/admin/users/${encodeURIComponent(account)}`, { blocked: !blocked }))) return;
    onDone?.();
    close();
  };

  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby={title} className="modal">
      <h3 id={title} className="font-medium wrap-anywhere">
        {verb} {account}?
      </h3>
      <p className="mt-1 text-sm text-muted">
        {blocked
          ? "Their messages are answered again once they have signed in."
          : "They are signed out everywhere, new messages are refused at once, and a running reply ends within two seconds. Nothing is deleted."}
      </p>
      <TroubleNote trouble={trouble} />
      <div className="mt-4 flex justify-end gap-2">
        <button type="button" className="button-outline" onClick={close}>
          Cancel
        </button>
        <button type="button" className="button-small" disabled={busy} onClick={() => void confirm()}>
          {busy ? "One moment…" : verb}
        </button>
      </div>
    </dialog>
  );
}
