"use client";
/** A conversation for React: drawn as it changes, and stopped when its page goes. */
import type { FileUIPart, UIMessage } from "ai";
import { useEffect, useState, useSyncExternalStore } from "react";

import type { ModelChoice } from "../usage/model-choice.ts";
import { Conversation } from "./conversation.ts";
import { FailureError } from "./failure.ts";
import { isGone } from "./missing-code.ts";
import type { ReplyRequest } from "./reply.ts";

type Options = {
  id: string;
  before: UIMessage[];
  models: ModelChoice[];
  model: string | undefined;
  onReplyEnd: () => void;
};

export type GuardedChat = ReturnType<typeof useGuardedChat>;

/** @returns the code that fetches replies; asking before it is needed saves the wait */
export async function loadReply(models: ModelChoice[] = []) {
  try {
    const { fetchReply } = await import("./reply.ts");
    return (request: ReplyRequest) => fetchReply(request, models.find(({ id }) => id === request.model)?.images);
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
export function useGuardedChat({ id, before, models, model, onReplyEnd }: Options) {
  const [conversation] = useState(() => new Conversation(id, before, () => loadReply(models)));
  const view = useSyncExternalStore(conversation.subscribe, conversation.view, conversation.view);
  useEffect(() => conversation.stop, [conversation]);

  const { stop } = conversation;
  return {
    ...view,
    send: (text: string, pictures?: FileUIPart[]) => void conversation.send(text, model, pictures).then(onReplyEnd),
    resend: (messageId: string, text: string) => void conversation.resend(messageId, text, model).then(onReplyEnd),
    continue: () => void conversation.continue(model).then(onReplyEnd),
    retry: () => void conversation.retry(model).then(onReplyEnd),
    takeBack: () => conversation.takeBack(),
    stop,
  };
}
