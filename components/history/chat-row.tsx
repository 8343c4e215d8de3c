"use client";
/** One chat in the list. Its actions unfold under it, so that nothing has to be placed over anything. */
import { useId, useState } from "react";

import { history } from "../strings/chat.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { saveChats } from "./export-chats.ts";
import { RenameForm } from "./rename-form.tsx";
import { type StoredChat, titleOf } from "./stored-chat.ts";

type Props = {
  chat: StoredChat;
  current: boolean;
  onOpen: () => void;
  onRename: (title: string) => void;
  onRemove: () => void;
};

export function ChatRow({ chat, current, onOpen, onRename, onRemove }: Props) {
  const [unfolded, setUnfolded] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const actions = useId();
  const title = titleOf(chat);
  const rename = (next: string | undefined) => {
    if (next !== undefined) onRename(next);
    setRenaming(false);
    setUnfolded(false);
  };

  if (renaming) return <RenameForm title={title} onDone={rename} />;
  return (
    <li className={`rounded-xl ${current ? "bg-accent-soft" : "hover:bg-sunken"}`}>
      <div className="flex items-center">
        <button
          type="button"
          dir="auto"
          aria-current={current ? "page" : undefined}
          onClick={onOpen}
          className="min-w-0 flex-1 truncate rounded-xl py-2 ps-2.5 text-start text-sm"
        >
          {title}
        </button>
        <button
          type="button"
          className="button-quiet"
          aria-label={history.actions(title)}
          aria-expanded={unfolded}
          aria-controls={actions}
          onClick={() => setUnfolded(!unfolded)}
        >
          <Icon name="dots" className="size-4" />
        </button>
      </div>
      <div id={actions} hidden={!unfolded} className="pb-1.5 ps-1">
        <Action icon="pencil" label={history.rename} onClick={() => setRenaming(true)} />
        <Action icon="download" label={history.asMarkdown} onClick={() => saveChats([chat], "md", title)} />
        <Action icon="download" label={history.asJson} onClick={() => saveChats([chat], "json", title)} />
        <Action icon="trash" label={history.remove} onClick={onRemove} />
      </div>
    </li>
  );
}

function Action({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <button type="button" className="button-bar w-full text-muted hover:text-ink" onClick={onClick}>
      <Icon name={icon} className="size-4" />
      <span>{label}</span>
    </button>
  );
}
