"use client";
/** The switch that stops all paid work, and starts it again. */
import { useState, type SubmitEvent } from "react";

import { TroubleNote } from "./trouble-note.tsx";
import { useChange } from "./use-change.ts";

export function PauseForm({ paused }: { paused: boolean }) {
  const [reason, setReason] = useState("");
  const { busy, trouble, send } = useChange();

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (await send({ path: "/api/admin/pause", body: { paused: !paused, reason: reason.trim() } })) setReason("");
  };

  return (
    <form onSubmit={(event) => void submit(event)} className="mt-4">
      <label htmlFor="reason" className="block text-sm font-medium">
        Reason
      </label>
      <div className="mt-1.5 flex gap-2">
        <input
          id="reason"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={500}
          autoComplete="off"
          placeholder={paused ? "What changed" : "What happened"}
          aria-describedby="reason-hint"
          className="field min-w-0 flex-1"
        />
        <button type="submit" className="button-small shrink-0" disabled={busy}>
          {busy ? "One moment…" : paused ? "Resume" : "Pause"}
        </button>
      </div>
      <p id="reason-hint" className="mt-1.5 text-sm text-muted">
        {paused ? "New messages are answered at once." : "Stops new replies at once, running ones within two seconds."}{" "}
        Visitors do not see the reason.
      </p>
      <TroubleNote trouble={trouble} />
    </form>
  );
}
