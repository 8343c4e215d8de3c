/** The one button that helps after a failure, where one does. */
import Link from "next/link";

import { problems } from "../strings.ts";
import { FAILURE_STATES, type FailureCode } from "./failure-states.ts";

type Props = { code: FailureCode; waiting: boolean; onRetry: () => void; onEdit: () => void };

export function FailureAction({ code, waiting, onRetry, onEdit }: Props) {
  switch (FAILURE_STATES[code].action) {
    case "retry":
      return (
        <button type="button" className="button-small" onClick={onRetry} disabled={waiting}>
          {problems.tryAgain}
        </button>
      );
    case "edit":
      return (
        <button type="button" className="button-small" onClick={onEdit}>
          {problems.edit}
        </button>
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
