"use client";
/** One conversation: useChat, with coded failures, and nothing that sends by itself. */
import { useChat } from "@ai-sdk/react";
import type { UIMessage } from "ai";
import { useState } from "react";

import { readFailure, type Failure } from "./failure.ts";
import { hasText, messageText } from "./message-text.ts";
import { createTransport } from "./transport.ts";

type Options = { id: string; before: UIMessage[]; model: string | undefined; onReplyEnd: () => void };

export type GuardedChat = ReturnType<typeof useGuardedChat>;

// Words arrive faster than a screen can show them; drawing at most this often keeps long answers smooth.
const DRAW_EVERY_MILLISECONDS = 50;

/** @param options.before the messages that the conversation begins with */
export function useGuardedChat({ id, before, model, onReplyEnd }: Options) {
  const [transport] = useState(() => createTransport());
  const [failure, setFailure] = useState<Failure>();
  const [stopped, setStopped] = useState(false);
  const chat = useChat({
    id,
    messages: before,
    transport,
    throttle: DRAW_EVERY_MILLISECONDS,
    onError: (error) => setFailure(readFailure(error, { now: Date.now(), online: navigator.onLine })),
    onFinish: ({ isAbort }) => {
      setStopped(isAbort);
      onReplyEnd();
    },
  });
  const { messages, setMessages } = chat;
  const options = model ? { body: { model } } : {};

  const clear = () => {
    setFailure(undefined);
    setStopped(false);
  };

  const send = (text: string) => {
    clear();
    void chat.sendMessage({ text }, options);
  };

  /** Sends a message again with other words; everything that came after it goes. */
  const resend = (messageId: string, text: string) => {
    clear();
    void chat.sendMessage({ text, messageId }, options);
  };

  /** Asks the last question again. A refusal must not cost the answer that was there before. */
  const retry = async () => {
    clear();
    await chat.regenerate(options);
    setMessages((now) => (now.at(-1)?.role === "user" ? messages : now));
  };

  /** Takes the last question back. @returns its words, to be changed and sent again */
  const takeBack = (): string => {
    clear();
    const asked = messages.findLastIndex((message) => message.role === "user");
    const question = messages[asked];
    if (!question) return "";
    setMessages(messages.slice(0, asked));
    return messageText(question);
  };

  return {
    messages,
    busy: chat.status === "submitted" || chat.status === "streaming",
    thinking: chat.status === "submitted" || (chat.status === "streaming" && !lastHasText(messages)),
    failure,
    stopped,
    send,
    resend,
    retry: () => void retry(),
    stop: () => void chat.stop(),
    takeBack,
  };
}

function lastHasText(messages: UIMessage[]): boolean {
  const last = messages.at(-1);
  return last?.role === "assistant" && hasText(last);
}
