"use client";
/** Whose session it is, how the page looks, and the way out. */
import Link from "next/link";

import { account } from "../strings/frame.ts";
import { Icon } from "../ui/icon.tsx";
import { SignOutButton } from "./sign-out-button.tsx";
import { ThemeChoice } from "./theme-choice.tsx";
import type { Visitor } from "./visitor.ts";

type Props = { visitor: Visitor; onShortcuts: () => void; onLeave: (leaving: boolean) => void };

export function AccountMenu({ visitor, onShortcuts, onLeave }: Props) {
  return (
    <>
      <button
        type="button"
        popoverTarget="account"
        aria-label={account.of(visitor.name)}
        title={visitor.name}
        className="flex size-9 shrink-0 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold text-accent uppercase hover:bg-accent hover:text-accent-ink"
      >
        {Array.from(visitor.name.trim())[0] ?? <Icon name="user" />}
      </button>
      <dialog id="account" popover="auto" aria-label={account.title} className="panel w-72">
        <p className="truncate font-medium" dir="auto">
          {visitor.name}
        </p>
        <p className="text-sm text-muted">{account.plan(visitor.planTitle)}</p>
        <hr className="my-3 border-line" />
        <ThemeChoice />
        <hr className="my-3 border-line" />
        {visitor.isAdmin && (
          <Link href="/admin" prefetch={false} className="menu-item">
            <Icon name="chart" className="size-4" />
            <span>{account.ownersPage}</span>
          </Link>
        )}
        <button
          type="button"
          className="menu-item"
          popoverTarget="account"
          popoverTargetAction="hide"
          onClick={onShortcuts}
        >
          <Icon name="keyboard" className="size-4" />
          <span>{account.shortcuts}</span>
        </button>
        <SignOutButton guest={visitor.isGuest} onLeave={onLeave} />
      </dialog>
    </>
  );
}
