/** Keeps the browser from leaving the page for a file that is dropped beside the place for it. */
import { useEffect } from "react";

const EVENTS = ["dragover", "drop"] as const;

export function useStayOnPage(): void {
  useEffect(() => {
    const stay = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    for (const name of EVENTS) window.addEventListener(name, stay);
    return () => {
      for (const name of EVENTS) window.removeEventListener(name, stay);
    };
  }, []);
}
