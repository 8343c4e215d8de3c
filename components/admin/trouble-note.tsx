/** Says what did not work, with the id that finds it in the log. */
import type { Trouble } from "./send-change.ts";

export function TroubleNote({ trouble }: { trouble: Trouble | undefined }) {
  return (
    <div role="alert">
      {trouble && (
        <div className="mt-3 rounded-xl border border-notice-line bg-notice px-3.5 py-2.5 text-sm">
          <p>{trouble.text}</p>
          {trouble.requestId && (
            <p className="mt-0.5 text-xs wrap-anywhere text-muted">Reference {trouble.requestId}</p>
          )}
        </div>
      )}
    </div>
  );
}
