"use client";
/** The chat page: what outlives a conversation (the visitor, the chats, the model, the limits) around the one that is open. */
import type { UIMessage } from "ai";
import { type ComponentProps, useCallback, useEffect, useRef, useState } from "react";

import type { Visitor } from "../account/visitor.ts";
import { HistoryPanel } from "../history/history-panel.tsx";
import { toKept, toMessages } from "../history/stored-chat.ts";
import { useOpenChat } from "../history/use-open-chat.ts";
import { useLocalChats } from "../history/use-local-chats.ts";
import type { PictureBounds } from "../pictures/scale-picture.ts";
import { ShortcutsDialog } from "../shortcuts/shortcuts-dialog.tsx";
import { useShortcuts } from "../shortcuts/use-shortcuts.ts";
import type { ModelChoice } from "../usage/model-choice.ts";
import { useUsage } from "../usage/use-usage.ts";
import { ChatHeader } from "./chat-header.tsx";
import { ChatSession } from "./chat-session.tsx";

type Keep = ComponentProps<typeof ChatSession>["onKeep"];
type Props = { visitor: Visitor; models: ModelChoice[]; pictureBounds: PictureBounds };

export function ChatApp({ visitor, models, pictureBounds }: Props) {
  const { usage, refresh } = useUsage();
  const { localChats, view } = useLocalChats(visitor.id);
  const open = useOpenChat();
  const [chosen, setChosen] = useState<string>();
  const [carried, setCarried] = useState<{ to: string; draft: UIMessage }>();
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const column = useRef<HTMLElement>(null);

  const model = chosen ?? usage?.defaultModel ?? undefined;
  const stored = localChats.find(open.id);
  // The column cannot take the focus where there is no room for it.
  const showHistory = () => {
    column.current?.focus();
    if (document.activeElement !== column.current) setDrawerOpen(true);
  };
  const newChat = stored && open.openNew;
  useShortcuts({ ...(newChat && { newChat }), history: showHistory, help: () => setHelpOpen(true) });

  const { id, nameAddress } = open;
  const keep = useCallback<Keep>((messages) => localChats.keep(id, toKept(messages)), [localChats, id]);
  const isKept = stored !== undefined;
  useEffect(() => {
    if (isKept) nameAddress();
  }, [isKept, nameAddress]);

  return (
    <div className="flex h-dvh flex-col">
      <ChatHeader
        visitor={visitor}
        usage={usage}
        model={models.find((choice) => choice.id === model)}
        onUsageStale={refresh}
        onHistory={showHistory}
        onNewChat={newChat}
        onShortcuts={() => setHelpOpen(true)}
        onLeave={localChats.leave}
      />
      <div className="flex min-h-0 flex-1">
        <HistoryPanel
          localChats={localChats}
          view={view}
          open={open}
          column={column}
          drawerOpen={drawerOpen}
          onClose={() => setDrawerOpen(false)}
        />
        {/* A new key is another chat: everything of the old one goes, and a running reply is stopped. */}
        <ChatSession
          key={id}
          id={id}
          before={toMessages(stored?.messages ?? [])}
          name={visitor.name}
          models={models}
          model={model}
          onModel={setChosen}
          mostBytes={usage?.maxInputTokens}
          pictureBounds={pictureBounds}
          firstDraft={carried?.to === id ? carried.draft : undefined}
          onNewChat={(draft) => setCarried({ to: open.openNew(), draft })}
          onKeep={keep}
          onReplyEnd={refresh}
        />
      </div>
      {helpOpen && <ShortcutsDialog onClose={() => setHelpOpen(false)} />}
    </div>
  );
}
