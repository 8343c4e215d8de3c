"use client";
/** The list of chats: a column beside the conversation where there is room, a drawer over it where there is not. */
import { type RefObject, useEffect, useRef } from "react";

import { history } from "../strings/chat.ts";
import { Icon } from "../ui/icon.tsx";
import { ChatList, type Chats } from "./chat-list.tsx";

type Props = Chats & { column: RefObject<HTMLElement | null>; drawerOpen: boolean; onClose: () => void };

export function HistoryPanel({ column, drawerOpen, onClose, ...chats }: Props) {
  return (
    <>
      <aside
        ref={column}
        tabIndex={-1}
        aria-label={history.title}
        className="flex w-72 shrink-0 flex-col border-e border-line bg-surface outline-none max-lg:hidden"
      >
        <ChatList {...chats} />
      </aside>
      {drawerOpen && <Drawer {...chats} onClose={onClose} />}
    </>
  );
}

function Drawer({ onClose, open, ...chats }: Chats & { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();

  const openAndClose = (id: string) => {
    open.open(id);
    close();
  };
  return (
    <dialog ref={dialog} aria-label={history.title} className="drawer" onClose={onClose} closedby="any">
      <div className="flex h-14 shrink-0 items-center justify-between border-b border-line ps-4 pe-2">
        <h2 className="font-medium">{history.title}</h2>
        <button type="button" className="button-quiet" aria-label={history.close} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <ChatList {...chats} open={{ ...open, open: openAndClose }} />
    </dialog>
  );
}
