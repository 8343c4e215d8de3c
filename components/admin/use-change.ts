"use client";
/** One admin action at a time: sends it, then draws the page anew from the server. */
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";

import { sendChange, type Trouble } from "./send-change.ts";

export type Action = {
  path: string;
  method?: "PUT" | "POST";
  body: object;
  /** Sets state that changes together with the new drawing. */
  whenDone?: (answer: unknown) => void;
};

export function useChange() {
  const router = useRouter();
  const [sending, setSending] = useState(false);
  const [refreshing, startTransition] = useTransition();
  const [trouble, setTrouble] = useState<Trouble>();

  /** @returns whether it was done */
  const send = async ({ whenDone, ...action }: Action): Promise<boolean> => {
    setSending(true);
    setTrouble(undefined);
    const outcome = await sendChange(action);
    setSending(false);
    if ("trouble" in outcome) {
      setTrouble(outcome.trouble);
      return false;
    }
    startTransition(() => {
      router.refresh();
      whenDone?.(outcome.answer);
    });
    return true;
  };

  return { busy: sending || refreshing, trouble, send, setTrouble };
}
