"use client";
/** Every chat under its day, what can be done with one or with all, and a way back from a deletion. */
import { useState } from "react";

import { history } from "../strings/chat.ts";
import { AllChats } from "./all-chats.tsx";
import { ChatRow } from "./chat-row.tsx";
import { dayGroups } from "./day-groups.ts";
import type { LocalChats, LocalChatsView } from "./local-chats.ts";
import { type StoredChat, titleOf } from "./stored-chat.ts";
import type { OpenChat } from "./use-open-chat.ts";

export type Chats = { localChats: LocalChats; view: LocalChatsView; open: OpenChat };

export function ChatList({ localChats, view, open }: Chats) {
  const [deleted, setDeleted] = useState<StoredChat>();
  const { chats, trouble } = view;

  const remove = (chat: StoredChat) => {
    localChats.remove(chat.id);
    setDeleted(chat);
    if (chat.id === open.id) open.openNew();
  };
  const undo = (chat: StoredChat) => {
    localChats.restore(chat);
    setDeleted(undefined);
  };

  const clear = () => {
    localChats.clear();
    setDeleted(undefined);
    open.openNew();
  };

  return (
    <>
      <nav aria-label={history.title} className="min-h-0 flex-1 overflow-y-auto px-2 py-3">
        {chats.length === 0 && <p className="px-2 text-sm text-muted">{history.none}</p>}
        {dayGroups(chats).map((group) => (
          <section key={group.name} className="mb-4">
            <h3 className="px-2 pb-1 text-xs font-medium text-muted">{group.name}</h3>
            <ul>
              {group.chats.map((chat) => (
                <ChatRow
                  key={chat.id}
                  chat={chat}
                  current={chat.id === open.id}
                  onOpen={() => open.open(chat.id)}
                  onRename={(title) => localChats.rename(chat.id, title)}
                  onRemove={() => remove(chat)}
                />
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <div className="border-t border-line px-4 py-3 text-xs text-muted">
        <output className="flex items-baseline gap-2 not-empty:mb-2">
          {deleted && (
            <>
              <span className="min-w-0 wrap-anywhere text-ink">{history.removed(titleOf(deleted))}</span>
              <button type="button" className="font-medium text-accent underline" onClick={() => undo(deleted)}>
                {history.undo}
              </button>
            </>
          )}
        </output>
        {chats.length > 0 && <AllChats chats={chats} onClear={clear} />}
        <p>{trouble ? history[trouble] : history.privacy}</p>
      </div>
    </>
  );
}
