"use client";
/** How old the figures are, and a button for newer ones. */
import { Icon } from "../ui/icon.tsx";
import { useAutoRefresh } from "./use-auto-refresh.ts";

/** @param now ISO 8601, when the server drew the page */
export function RefreshButton({ now }: { now: string }) {
  const { refresh, refreshing, reachable } = useAutoRefresh();
  return (
    <>
      <p className="ml-auto text-sm text-muted tabular-nums">
        <output>{reachable ? "" : "The service cannot be reached. "}</output>
        <span className="max-sm:sr-only">
          As of <time dateTime={now}>{now.slice(11, 19)}</time> UTC
        </span>
      </p>
      <button
        type="button"
        className="button-bar"
        aria-label="Refresh"
        title="Refreshes by itself every 15 seconds"
        disabled={refreshing}
        onClick={() => void refresh()}
      >
        <Icon name="refresh" className="size-4" />
        <span className="max-sm:hidden">Refresh</span>
      </button>
    </>
  );
}
