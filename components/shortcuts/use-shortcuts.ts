"use client";
/** Listens for the page's shortcuts and does what the caller names for them. */
import { useEffect, useRef } from "react";

import { shortcutOf, type ShortcutName } from "./keys.ts";

type Actions = Partial<Record<ShortcutName, () => void>>;

export function useShortcuts(actions: Actions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  }, [actions]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const name = shortcutOf(event);
      const action = name && latest.current[name];
      // What is open on top hears Escape first, and whatever asks a question keeps its keys.
      if (!action || event.defaultPrevented || document.querySelector("dialog[open]:modal, :popover-open")) return;
      event.preventDefault();
      action();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}
