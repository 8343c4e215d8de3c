"use client";
/** Whose session it is, and the way out of it. */
import Link from "next/link";
import { useState } from "react";

import { Icon } from "../ui/icon.tsx";
import type { Visitor } from "./visitor.ts";

const PLAN_NAMES = new Map([
  ["guest", "Guest"],
  ["member", "Member"],
  ["admin", "Admin"],
]);

const ITEM = "button-bar -mx-2 w-[calc(100%+1rem)]";

export function AccountMenu({ visitor }: { visitor: Visitor }) {
  const plan = PLAN_NAMES.get(visitor.plan) ?? visitor.plan;
  return (
    <>
      <button
        type="button"
        popoverTarget="account"
        aria-label={`Account: ${visitor.name}`}
        title={visitor.name}
        className="flex size-9 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold text-accent uppercase hover:bg-accent hover:text-accent-ink"
      >
        {Array.from(visitor.name.trim())[0] ?? <Icon name="user" />}
      </button>
      <dialog id="account" popover="auto" aria-label="Account" className="panel w-64">
        <p className="truncate font-medium">{visitor.name}</p>
        <p className="text-sm text-muted">{plan} plan</p>
        <hr className="my-3 border-line" />
        {visitor.plan === "admin" && (
          <Link href="/admin" prefetch={false} className={ITEM}>
            <Icon name="chart" className="size-4" />
            Owner&rsquo;s page
          </Link>
        )}
        <SignOutButton />
      </dialog>
    </>
  );
}

function SignOutButton() {
  const [leaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    try {
      // Loaded when needed: most visits end without it.
      const { signOut } = await import("next-auth/react");
      await signOut({ callbackUrl: "/sign-in" });
    } catch {
      setLeaving(false);
    }
  };
  return (
    <button type="button" className={ITEM} onClick={() => void leave()} disabled={leaving}>
      <Icon name="signOut" className="size-4" />
      {leaving ? "Signing out…" : "Sign out"}
    </button>
  );
}
