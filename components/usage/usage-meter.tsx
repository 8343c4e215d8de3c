"use client";
/** How many messages are left, in the header; every window in a panel behind it. */
import { useState } from "react";

import { usage as words } from "../strings/frame.ts";
import type { ModelChoice } from "./model-choice.ts";
import { tightest, type Usage } from "./usage.ts";
import { UsagePanel } from "./usage-panel.tsx";

type Props = { usage: Usage | undefined; model: ModelChoice | undefined; onOpen: () => void };

export function UsageMeter({ usage, model, onOpen }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const window = usage && tightest(usage.requests);
  const left = window ? (window.limit > 0 ? (100 * window.remaining) / window.limit : 0) : 100;
  return (
    <>
      <button type="button" popoverTarget="usage" className="button-bar min-w-24 justify-center tabular-nums">
        <Ring percent={left} />
        {window ? (
          <span className={left > 0 ? "" : "text-notice-ink"}>{words.left(window.remaining)}</span>
        ) : (
          <span className="sr-only">{words.short}</span>
        )}
      </button>
      <dialog
        id="usage"
        popover="auto"
        aria-label={words.title}
        className="panel w-84"
        onBeforeToggle={({ newState }) => {
          setIsOpen(newState === "open");
          if (newState === "open") onOpen();
        }}
      >
        {/* Not before it is seen: a browser takes long to find out how days and numbers are written here. */}
        {isOpen && <UsagePanel usage={usage} model={model} />}
      </dialog>
    </>
  );
}

// The circle's radius is chosen so that its circumference is 100: a dash of 42 is 42 percent.
const CIRCLE = { cx: "20", cy: "20", r: 15.915, fill: "none", strokeWidth: "6" };

function Ring({ percent }: { percent: number }) {
  const colour = percent > 25 ? "stroke-accent" : "stroke-notice-ink";
  return (
    <svg viewBox="0 0 40 40" aria-hidden="true" className="size-5 -rotate-90">
      <circle {...CIRCLE} className="stroke-line" />
      {percent > 0 && <circle {...CIRCLE} strokeDasharray={`${percent} 100`} className={colour} />}
    </svg>
  );
}
