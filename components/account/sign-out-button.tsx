"use client";
/** The way out. A guest's chats go along: nobody can come back to that session. */
import { useState } from "react";

import { account } from "../strings.ts";
import { Icon } from "../ui/icon.tsx";

type Props = { guest: boolean; onForget: () => void };

export function SignOutButton({ guest, onForget }: Props) {
  const [leaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    try {
      // Loaded when needed: most visits end without it.
      const { signOut } = await import("next-auth/react");
      if (guest) onForget();
      await signOut({ callbackUrl: "/sign-in" });
    } catch {
      setLeaving(false);
    }
  };
  return (
    <>
      <button type="button" className="menu-item" onClick={() => void leave()} disabled={leaving}>
        <Icon name="signOut" className="size-4" />
        {leaving ? account.signingOut : guest ? account.signOutAndDelete : account.signOut}
      </button>
      <p className="mt-1 text-xs text-muted">{guest ? account.chatsGo : account.chatsStay}</p>
    </>
  );
}
