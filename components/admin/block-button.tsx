"use client";
/** Blocks an account or lets it in again, after asking. */
import { useState } from "react";

import { BlockDialog } from "./block-dialog.tsx";

type Props = { account: string; blocked: boolean };

export function BlockButton({ account, blocked }: Props) {
  const [asking, setAsking] = useState(false);
  const verb = blocked ? "Unblock" : "Block";
  return (
    <>
      <button
        type="button"
        className="button-outline"
        aria-label={`${verb} ${account}`}
        onClick={() => setAsking(true)}
      >
        {verb}
      </button>
      {asking && <BlockDialog account={account} blocked={blocked} onClose={() => setAsking(false)} />}
    </>
  );
}
