"use client";
/** Draws the page anew from the server: when asked, when it comes back into view, and now and then while it is looked at. */
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useState, useTransition } from "react";

const EVERY_MILLISECONDS = 15_000;

export function useAutoRefresh() {
  const router = useRouter();
  const [refreshing, startTransition] = useTransition();
  const [reachable, setReachable] = useState(true);

  const refresh = useCallback(async () => {
    // Asked first, because the router leaves the page for the browser's own error page when the server is away.
    const answers = await serverAnswers();
    setReachable(answers);
    if (answers) startTransition(() => router.refresh());
  }, [router]);

  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible" && !formInUse()) void refresh();
    };
    const timer = setInterval(look, EVERY_MILLISECONDS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [refresh]);

  return { refresh, refreshing, reachable };
}

/** Nothing moves under a hand that is typing or deciding. */
function formInUse(): boolean {
  return document.activeElement?.matches("input, select") || document.querySelector("dialog[open]") !== null;
}

async function serverAnswers(): Promise<boolean> {
  try {
    await fetch("/api/health", { cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}
