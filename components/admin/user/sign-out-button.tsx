"use client";
/** Ends every session of a user, after asking. */
import { useState } from "react";

import { accountPath } from "../account-path.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { user as words } from "../strings.ts";

export function SignOutButton({ account }: { account: string }) {
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button-outline"
        onClick={() => {
          setDone(false);
          setAsking(true);
        }}
      >
        {words.signOut}
      </button>
      {asking && (
        <ConfirmDialog
          title={words.signOutQuestion(account)}
          text={words.signOutText}
          verb={words.signOut}
          action={{ path: `${accountPath(account)}/sign-out`, method: "POST", body: {} }}
          onClose={() => setAsking(false)}
          onDone={() => setDone(true)}
        />
      )}
      <output className="self-center text-sm text-muted">{done && words.signedOut}</output>
    </>
  );
}
