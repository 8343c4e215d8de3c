"use client";
/** Blocks an account by its id, for those that are not in a list: whoever was only refused has spent nothing. */
import { useState, type SubmitEvent } from "react";

import { BlockDialog } from "./block-dialog.tsx";

export function BlockForm() {
  const [id, setId] = useState("");
  const [asking, setAsking] = useState<string>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (id.trim()) setAsking(id.trim());
  };

  return (
    <>
      <form onSubmit={submit} className="mt-4">
        <label htmlFor="account" className="block text-sm font-medium">
          Block by id
        </label>
        <div className="mt-1.5 flex gap-2">
          <input
            id="account"
            value={id}
            onChange={(event) => setId(event.target.value)}
            required
            maxLength={255}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="github:1234"
            className="field min-w-0 flex-1"
          />
          <button type="submit" className="button-outline shrink-0">
            Block
          </button>
        </div>
      </form>
      {asking && (
        <BlockDialog account={asking} blocked={false} onClose={() => setAsking(undefined)} onDone={() => setId("")} />
      )}
    </>
  );
}
