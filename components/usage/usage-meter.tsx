/** How many messages are left, in the header; every window in a panel behind it. */
import { tightest, type Usage } from "./usage.ts";
import { UsagePanel } from "./usage-panel.tsx";

type Props = { usage: Usage | undefined; onOpen: () => void };

// The circle's radius is chosen so that its circumference is 100: a dash of 42 is 42 percent.
const RADIUS = 15.915;

export function UsageMeter({ usage, onOpen }: Props) {
  const window = usage && tightest(usage.requests);
  const left = window ? (window.limit > 0 ? (100 * window.remaining) / window.limit : 0) : 100;
  const colour = left > 25 ? "stroke-accent" : "stroke-notice-ink";
  return (
    <>
      <button type="button" popoverTarget="usage" className="button-bar min-w-24 justify-center tabular-nums">
        <svg viewBox="0 0 40 40" aria-hidden="true" className="size-5 -rotate-90">
          <circle cx="20" cy="20" r={RADIUS} fill="none" strokeWidth="6" className="stroke-line" />
          {left > 0 && (
            <circle
              cx="20"
              cy="20"
              r={RADIUS}
              fill="none"
              strokeWidth="6"
              strokeDasharray={`${left} 100`}
              className={colour}
            />
          )}
        </svg>
        {window ? (
          <span className={left > 0 ? "" : "text-notice-ink"}>{window.remaining} left</span>
        ) : (
          <span className="sr-only">Limits</span>
        )}
      </button>
      <dialog
        id="usage"
        popover="auto"
        aria-label="Your limits"
        className="panel w-80"
        onToggle={(event) => event.newState === "open" && onOpen()}
      >
        <UsagePanel usage={usage} />
      </dialog>
    </>
  );
}
