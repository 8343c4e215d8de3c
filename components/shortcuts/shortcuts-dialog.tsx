"use client";
/** All keys that do something, in one list. */
import { useEffect, useId, useRef } from "react";

import { shortcuts as words } from "../strings/frame.ts";
import { Icon } from "../ui/icon.tsx";
import { keyNames, SHORTCUTS } from "./keys.ts";

const ROWS = [
  { name: "send", key: "Enter", shift: false, command: false },
  { name: "newLine", key: "Enter", shift: true, command: false },
  ...SHORTCUTS,
] as const;

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const apple = /Mac|iPhone|iPad/.test(navigator.userAgent);

  return (
    <dialog ref={dialog} onClose={onClose} closedby="any" aria-labelledby={title} className="modal">
      <div className="flex items-center justify-between">
        <h2 id={title} className="font-medium">
          {words.title}
        </h2>
        <button type="button" className="button-quiet" aria-label={words.close} onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </div>
      <dl className="mt-2 divide-y divide-line text-sm">
        {ROWS.map(({ name, ...keys }) => (
          <div key={name} className="flex items-center justify-between gap-4 py-2">
            <dt>{words[name]}</dt>
            <dd className="flex gap-1">
              {keyNames(keys, apple).map((key) => (
                <kbd key={key} className="rounded-md border border-line-strong px-1.5 font-mono text-xs leading-6">
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
