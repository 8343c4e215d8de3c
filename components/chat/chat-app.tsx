"use client";
/** The chat page: what outlives a conversation (the visitor, the chosen model, the limits) around the conversation itself. */
import { useState } from "react";

import type { Visitor } from "../account/visitor.ts";
import { useUsage } from "../usage/use-usage.ts";
import { ChatSession } from "./chat-session.tsx";

export function ChatApp({ visitor }: { visitor: Visitor }) {
  const { usage, refresh } = useUsage();
  const [chosen, setChosen] = useState<string>();
  const [session, setSession] = useState(0);

  return (
    // A new key is a new chat: everything of the old one goes, and a running reply is stopped.
    <ChatSession
      key={session}
      visitor={visitor}
      usage={usage}
      onUsageStale={refresh}
      model={chosen ?? usage?.defaultModel}
      onModel={setChosen}
      onNewChat={() => setSession(session + 1)}
    />
  );
}
