"use client";
/** The way out, here or everywhere. A guest's chats go along, in all tabs: nobody can come back to that session. */
import { useState } from "react";

import { account } from "../strings/frame.ts";
import { Icon } from "../ui/icon.tsx";

type Props = { guest: boolean; onLeave: (leaving: boolean) => void };

export function SignOutButton({ guest, onLeave }: Props) {
  const [leaving, setLeaving] = useState<"here" | "everywhere">();
  const [failed, setFailed] = useState(false);
  const leave = async (from: "here" | "everywhere") => {
    setLeaving(from);
    setFailed(false);
    try {
      if (from === "everywhere") await endAllSessions();
      // Loaded when needed: most visits end without it.
      const { signOut } = await import("next-auth/react");
      // Before the session ends: whoever closes the page meanwhile has asked for it.
      if (guest) onLeave(true);
      await signOut({ callbackUrl: "/sign-in" });
    } catch {
      if (guest) onLeave(false);
      setFailed(from === "everywhere");
      setLeaving(undefined);
    }
  };
  const text = (from: "here" | "everywhere", words: string) => (leaving === from ? account.signingOut : words);
  return (
    <>
      <button type="button" className="menu-item" onClick={() => void leave("here")} disabled={leaving !== undefined}>
        <Icon name="signOut" className="size-4" />
        <span>{text("here", guest ? account.signOutAndDelete : account.signOut)}</span>
      </button>
      {!guest && (
        <button
          type="button"
          className="menu-item"
          onClick={() => void leave("everywhere")}
          disabled={leaving !== undefined}
        >
          <Icon name="devices" className="size-4" />
          <span>{text("everywhere", account.signOutEverywhere)}</span>
        </button>
      )}
      <p className="mt-1 text-xs text-muted">{guest ? account.chatsGo : account.chatsStay}</p>
      <p role="alert" className="text-sm text-notice-ink">
        {failed && account.signOutFailed}
      </p>
    </>
  );
}

/** @throws Error unless they have ended; a session that had ended before is as good. */
async function endAllSessions(): Promise<void> {
  const response = await fetch("/api/session/end-all", { method: "POST" });
  if (!response.ok && response.status !== 401) throw new Error("The sessions were not ended");
}
