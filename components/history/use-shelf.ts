"use client";
/** The account's chats in this browser, kept in step with its other tabs. */
import { useEffect, useState, useSyncExternalStore } from "react";

import { Shelf, type ShelfView } from "./shelf.ts";

const NOTHING: ShelfView = { chats: [], trouble: undefined };

export function useShelf(owner: string): { shelf: Shelf; view: ShelfView } {
  const [shelf] = useState(() => new Shelf(browserStorage(), owner));
  const view = useSyncExternalStore(shelf.subscribe, shelf.view, () => NOTHING);

  useEffect(() => {
    const onStorage = ({ key, storageArea }: StorageEvent) => {
      if (storageArea === browserStorage()) shelf.follow(key);
    };
    addEventListener("storage", onStorage);
    return () => removeEventListener("storage", onStorage);
  }, [shelf]);

  return { shelf, view };
}

/** Merely reading the property throws where the visitor has forbidden storage. */
function browserStorage(): Storage | undefined {
  try {
    return typeof window === "undefined" ? undefined : window.localStorage;
  } catch {
    return undefined;
  }
}
