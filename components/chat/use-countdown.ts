"use client";
/** Seconds left until a moment, counted down while the page is open. */
import { useCallback, useSyncExternalStore } from "react";

const TICK_MILLISECONDS = 250;

/** @param until epoch milliseconds, or undefined when there is nothing to wait for */
export function useCountdown(until: number | undefined): number {
  const subscribe = useCallback(
    (tick: () => void) => {
      if (until === undefined) return () => undefined;
      const timer = setInterval(() => {
        tick();
        if (Date.now() >= until) clearInterval(timer);
      }, TICK_MILLISECONDS);
      return () => clearInterval(timer);
    },
    [until],
  );
  const secondsLeft = () => (until === undefined ? 0 : Math.max(0, Math.ceil((until - Date.now()) / 1000)));
  return useSyncExternalStore(subscribe, secondsLeft, () => 0);
}
