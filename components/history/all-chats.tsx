"use client";
/** What can be done with all chats at once: keep them as files, or delete them after being asked. */
import { useEffect, useId, useRef, useState } from "react";

import { history } from "../strings/chat.ts";
import { saveChats } from "./export-chats.ts";
import type { StoredChat } from "./stored-chat.ts";

const LINK = "block py-1 underline hover:text-ink";

export function AllChats({ chats, onClear }: { chats: StoredChat[]; onClear: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <details className="mb-2">
      <summary className="cursor-pointer py-1 hover:text-ink">{history.all}</summary>
      <button type="button" className={LINK} onClick={() => saveChats(chats, "md", history.all)}>
        {history.asMarkdown}
      </button>
      <button type="button" className={LINK} onClick={() => saveChats(chats, "json", history.all)}>
        {history.asJson}
      </button>
      <button type="button" className={LINK} onClick={() => setAsking(true)}>
        {history.clear}
      </button>
      {asking && <ClearDialog onClose={() => setAsking(false)} onClear={onClear} />}
    </details>
  );
}

function ClearDialog({ onClose, onClear }: { onClose: () => void; onClear: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => dialog.current?.showModal(), []);

  // Closed by itself and only then removed: so the browser gives the focus back.
  const close = () => dialog.current?.close();
  const clear = () => {
    close();
    onClear();
  };
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby={title} className="modal text-base">
      <h3 id={title} className="font-medium">
        {history.clearQuestion}
      </h3>
      <p className="mt-1 text-sm text-muted">{history.clearText}</p>
      <div className="mt-4 flex justify-end gap-2">
        <button type="button" className="button-outline" onClick={close}>
          {history.cancel}
        </button>
        <button type="button" className="button-small" onClick={clear}>
          {history.clearConfirm}
        </button>
      </div>
    </dialog>
  );
}
