/** Says kindly what went wrong, how long to wait, and what to do. */
import Link from "next/link";

import { Icon } from "../ui/icon.tsx";
import { duration } from "./duration.ts";
import { blocksSending, type Failure } from "./failure.ts";
import { FAILURE_TEXTS } from "./failure-texts.ts";

type Props = { failure: Failure; secondsLeft: number; onRetry: () => void; onEdit: () => void };

export function FailureCard({ failure, secondsLeft, onRetry, onEdit }: Props) {
  const { title, text } = FAILURE_TEXTS[failure.code];
  return (
    <section
      aria-label="Problem"
      className="mb-6 flex gap-3 rounded-2xl border border-notice-line bg-notice p-4 sm:ml-11"
    >
      <Icon name={secondsLeft > 0 ? "clock" : "alert"} className="mt-0.5 size-5 shrink-0 text-notice-ink" />
      <div className="min-w-0 flex-1">
        <div role="alert">
          <h2 className="font-medium">{title}</h2>
          <p className="text-sm text-muted">{text}</p>
        </div>
        {secondsLeft > 0 && (
          <p role="timer" className="mt-1 text-sm tabular-nums">
            {blocksSending(failure) ? "You can send again in" : "Worth another try in"}{" "}
            <b className="font-semibold">{duration(secondsLeft)}</b>
          </p>
        )}
        <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 empty:hidden">
          <Action failure={failure} waiting={secondsLeft > 0} onRetry={onRetry} onEdit={onEdit} />
          {failure.requestId && <span className="text-xs wrap-anywhere text-muted">Reference {failure.requestId}</span>}
        </div>
      </div>
    </section>
  );
}

type ActionProps = Omit<Props, "secondsLeft"> & { waiting: boolean };

function Action({ failure, waiting, onRetry, onEdit }: ActionProps) {
  switch (FAILURE_TEXTS[failure.code].action) {
    case "retry":
      return (
        <button type="button" className="button-small" onClick={onRetry} disabled={waiting && blocksSending(failure)}>
          Try again
        </button>
      );
    case "edit":
      return (
        <button type="button" className="button-small" onClick={onEdit}>
          Edit message
        </button>
      );
    case "sign_in":
      return (
        <Link href="/sign-in" className="button-small">
          Sign in
        </Link>
      );
    case "reload":
      return (
        <button type="button" className="button-small" onClick={() => location.reload()}>
          Reload
        </button>
      );
    case "none":
      return null;
  }
}
