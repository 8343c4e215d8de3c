/** What helps after a failure, where something does: a button, seldom two. */
import Link from "next/link";

import { problems } from "../strings/failures.ts";
import { FAILURE_STATES, type FailureCode } from "./failure-states.ts";

export type WaysOn = {
  onRetry: () => void;
  onEdit: () => void;
  /** Undefined where the question is all that was said, or too long by itself. */
  onNewChat: (() => void) | undefined;
};
type Props = WaysOn & { code: FailureCode; waiting: boolean };

export function FailureAction({ code, waiting, onRetry, onEdit, onNewChat }: Props) {
  switch (FAILURE_STATES[code].action) {
    case "retry":
      return (
        <button type="button" className="button-small" onClick={onRetry} disabled={waiting}>
          {problems.tryAgain}
        </button>
      );
    case "edit":
      return <EditButton onEdit={onEdit} />;
    case "shorten":
      return (
        <>
          <EditButton onEdit={onEdit} />
          {onNewChat && (
            <button type="button" className="button-small" onClick={onNewChat}>
              {problems.newChat}
            </button>
          )}
        </>
      );
    case "sign_in":
      return (
        <Link href="/sign-in" className="button-small">
          {problems.signIn}
        </Link>
      );
    case "reload":
      return (
        <button type="button" className="button-small" onClick={() => location.reload()}>
          {problems.reload}
        </button>
      );
    case "none":
      return null;
  }
}

function EditButton({ onEdit }: { onEdit: () => void }) {
  return (
    <button type="button" className="button-small" onClick={onEdit}>
      {problems.edit}
    </button>
  );
}
