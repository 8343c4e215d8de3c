"use client";
/** A conversation for React: drawn as it changes, and stopped when its page goes. */
import type { UIMessage } from "ai";
import { useEffect, useState, useSyncExternalStore } from "react";

import { Conversation } from "./conversation.ts";
import { FailureError } from "./failure.ts";
import { isGone } from "./missing-code.ts";

type Options = { id: string; before: UIMessage[]; model: string | undefined; onReplyEnd: () => void };

export type GuardedChat = ReturnType<typeof useGuardedChat>;

/** @returns the code that fetches replies; asking before it is needed saves the wait */
export async function loadReply() {
  try {
    return (await import("./reply.ts")).fetchReply;
  } catch (error) {
    if (await isGone(error)) throw new FailureError({ code: "page_outdated" });
    // Shown as what it is: the network failed, not the page.
    throw new TypeError("The code that fetches replies did not arrive", { cause: error });
  }
}

/** The token of the next message is there when it is sent. What fails here is told when it is sent, if it still fails then. */
export function prepareToken(): void {
  import("./reply.ts").then((reply) => reply.prepareToken()).catch(() => undefined);
}

/** @param options.before the messages that the conversation begins with */
export function useGuardedChat({ id, before, model, onReplyEnd }: Options) {
  const [conversation] = useState(() => new Conversation(id, before, loadReply));
  const view = useSyncExternalStore(conversation.subscribe, conversation.view, conversation.view);
  useEffect(() => conversation.stop, [conversation]);

  const { stop } = conversation;
  return {
    ...view,
    send: (text: string) => void conversation.send(text, model).then(onReplyEnd),
    resend: (messageId: string, text: string) => void conversation.resend(messageId, text, model).then(onReplyEnd),
    continue: () => void conversation.continue(model).then(onReplyEnd),
    retry: () => void conversation.retry(model).then(onReplyEnd),
    takeBack: () => conversation.takeBack(),
    stop,
  };
}
