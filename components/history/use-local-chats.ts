"use client";
/** The account's chats in this browser, kept in step with its other tabs. */
import { useEffect, useState, useSyncExternalStore } from "react";

import { LocalChats, type LocalChatsView } from "./local-chats.ts";

const NOTHING: LocalChatsView = { chats: [], trouble: undefined };

export function useLocalChats(owner: string): { localChats: LocalChats; view: LocalChatsView } {
  const [localChats] = useState(() => new LocalChats(browserStorage(), owner));
  const view = useSyncExternalStore(localChats.subscribe, localChats.view, () => NOTHING);

  useEffect(() => {
    const onStorage = ({ key, storageArea }: StorageEvent) => {
      if (storageArea === browserStorage()) localChats.follow(key);
    };
    addEventListener("storage", onStorage);
    return () => removeEventListener("storage", onStorage);
  }, [localChats]);

  return { localChats, view };
}

/** Merely reading the property throws where the visitor has forbidden storage. */
function browserStorage(): Storage | undefined {
  try {
    return typeof window === "undefined" ? undefined : window.localStorage;
  } catch {
    return undefined;
  }
}
