"use client";
/** Cloudflare Turnstile: its script is fetched when somebody wants in as a guest, and not before. */
import { useEffect, useEffectEvent, useRef } from "react";

import { signIn as words } from "../strings/entrance.ts";
import { loadTurnstile } from "./load-turnstile.ts";

/** As the server reads it: lib/sign-in/require-solved.ts */
export const SOLUTION_FIELD = "cf-turnstile-response";

type Props = { siteKey: string; origin: string; onSolved: (solution: string) => void; onFailed: () => void };

export function Challenge({ siteKey, origin, onSolved, onFailed }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const solved = useEffectEvent(onSolved);
  const failed = useEffectEvent(onFailed);

  useEffect(() => {
    const shown = new AbortController();
    const show = async () => {
      try {
        const turnstile = await loadTurnstile(origin);
        if (shown.signal.aborted || !box.current) return;
        const id = turnstile.render(box.current, {
          sitekey: siteKey,
          size: "flexible",
          callback: (solution) => solved(solution),
          // True: the widget need not throw.
          "error-callback": () => {
            failed();
            return true;
          },
          "timeout-callback": () => failed(),
        });
        shown.signal.addEventListener("abort", () => turnstile.remove(id));
      } catch {
        if (!shown.signal.aborted) failed();
      }
    };
    void show();
    return () => shown.abort();
  }, [origin, siteKey]);

  return (
    <div className="pt-1">
      <output className="mb-2 block text-sm text-muted">{words.challenge}</output>
      <div ref={box} className="min-h-16 overflow-x-auto" />
    </div>
  );
}
