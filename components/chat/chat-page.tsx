"use client";
/** The door to the chat. The server draws it at once; its code, with the AI SDK inside, follows beside the first load. */
import { type ComponentProps, lazy, Suspense } from "react";

// Asked for as soon as this file runs, not when React gets to it.
const loading = import("./chat-app.tsx");
const ChatApp = lazy(() => loading.then((module) => ({ default: module.ChatApp })));

export function ChatPage(props: ComponentProps<typeof ChatApp>) {
  return (
    <Suspense>
      <ChatApp {...props} />
    </Suspense>
  );
}
