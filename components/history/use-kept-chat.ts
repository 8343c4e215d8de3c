"use client";
/** Keeps a conversation as it stands: with each new message, when an answer ends, and when the visitor leaves it. */
import type { UIMessage } from "ai";
import { useEffect, useRef } from "react";

type Chat = { messages: UIMessage[]; busy: boolean };

/** @param keep stays the same function as long as the conversation is the same */
export function useKeptChat({ messages, busy }: Chat, keep: (messages: UIMessage[]) => void): void {
  const latest = useRef(messages);
  useEffect(() => {
    latest.current = messages;
  }, [messages]);

  const growing = busy && messages.at(-1)?.role === "assistant";
  useEffect(() => {
    if (!growing) keep(messages);
  }, [keep, messages, growing]);

  useEffect(() => {
    const leave = () => keep(latest.current);
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      leave();
    };
  }, [keep]);
}
