/** Says kindly what went wrong, when it will be better, and what to do. */
import { failures, problems } from "../strings/failures.ts";
import { Icon } from "../ui/icon.tsx";
import { momentText } from "../usage/usage-words.ts";
import { duration } from "./duration.ts";
import { blocksSending, type Failure } from "./failure.ts";
import { FailureAction, type WaysOn } from "./failure-action.tsx";
import { FAILURE_STATES } from "./failure-states.ts";

type Props = WaysOn & { failure: Failure; secondsLeft: number };

export function FailureCard({ failure, secondsLeft, ...waysOn }: Props) {
  const { title, text } = failures[failure.code];
  return (
    <section
      aria-label={problems.title}
      className="mb-6 flex gap-3 rounded-2xl border border-notice-line bg-notice p-4 sm:ms-11"
    >
      <Icon name={FAILURE_STATES[failure.code].icon} className="mt-0.5 size-5 shrink-0 text-notice-ink" />
      <div className="min-w-0 flex-1">
        <div role="alert">
          <h2 className="font-medium">{title}</h2>
          <p className="text-sm text-muted">{text}</p>
        </div>
        {secondsLeft > 0 && <Wait failure={failure} secondsLeft={secondsLeft} />}
        <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 empty:hidden">
          <FailureAction code={failure.code} waiting={secondsLeft > 0 && blocksSending(failure)} {...waysOn} />
          {failure.requestId && (
            <span className="text-xs wrap-anywhere text-muted">{problems.reference(failure.requestId)}</span>
          )}
        </div>
      </div>
    </section>
  );
}

/** Budgets fill up on a day, which a clock would only blur; for everything else the seconds count. */
function Wait({ failure, secondsLeft }: { failure: Failure; secondsLeft: number }) {
  const { code, retryAt = 0 } = failure;
  if (code === "budget_exhausted") return <p className="mt-1 text-sm">{problems.fullAgain(momentText(retryAt))}</p>;
  if (code === "service_budget_exhausted")
    return <p className="mt-1 text-sm">{problems.openAgain(momentText(retryAt))}</p>;
  return (
    <p role="timer" className="mt-1 text-sm tabular-nums">
      <span>{blocksSending(failure) ? problems.sendAgainIn : problems.tryAgainIn}</span>{" "}
      <b className="font-semibold">{duration(secondsLeft)}</b>
    </p>
  );
}
