"use client";
/** Which chat is open: its id is the address's fragment, so that reload, back and forward lead to it. Never sent to the server. */
import { useCallback, useState, useSyncExternalStore } from "react";

import { newId } from "../chat/new-id.ts";

const listeners = new Set<() => void>();

export type OpenChat = ReturnType<typeof useOpenChat>;

export function useOpenChat() {
  const named = useSyncExternalStore(subscribe, idInAddress, () => "");
  // A new chat has an id at once, and an address with its first message.
  const [fresh, setFresh] = useState(() => newId());
  const id = named || fresh;

  const open = useCallback((next: string) => goTo(`#${next}`), []);
  const openNew = useCallback(() => {
    const next = newId();
    setFresh(next);
    goTo(location.pathname);
    return next;
  }, []);
  const nameAddress = useCallback(() => {
    if (idInAddress() === id) return;
    history.replaceState(null, "", `#${id}`);
    notify();
  }, [id]);

  return { id, open, openNew, nameAddress };
}

function idInAddress(): string {
  return /^#([\w-]{1,64})$/.exec(location.hash)?.[1] ?? "";
}

function goTo(address: string): void {
  history.pushState(null, "", address);
  notify();
}

function notify(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("popstate", listener);
  addEventListener("hashchange", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("popstate", listener);
    removeEventListener("hashchange", listener);
  };
}
