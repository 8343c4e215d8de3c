/** Whether the page's code has taken over from the server's drawing. Until then what people type or press would be lost. */
import { useSyncExternalStore } from "react";

const never = () => () => {};

export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
