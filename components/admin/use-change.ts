"use client";
/** One admin action at a time: sends it, then draws the page anew from the server. */
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";

import { sendChange, type Trouble } from "./send-change.ts";

export function useChange() {
  const router = useRouter();
  const [sending, setSending] = useState(false);
  const [refreshing, startTransition] = useTransition();
  const [trouble, setTrouble] = useState<Trouble>();

  /** @returns whether it was done */
  const send = async (path: string, change: object): Promise<boolean> => {
    setSending(true);
    setTrouble(undefined);
    const problem = await sendChange(path, change);
    setSending(false);
    setTrouble(problem);
    if (!problem) startTransition(() => router.refresh());
    return problem === undefined;
  };

  return { busy: sending || refreshing, trouble, send };
}
