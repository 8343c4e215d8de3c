/** The bar on top of an owner's page, and the room below it. */
import Link from "next/link";
import type { ReactNode } from "react";

import { Mark } from "../ui/mark.tsx";
import { RefreshButton } from "./refresh-button.tsx";
import { longDay } from "./time-words.ts";

type Props = {
  now: string;
  title?: string;
  /** What the title names, above it. */
  kind?: string;
  /** Where the page is left to. */
  up?: { href: string; label: string };
  children: ReactNode;
};

const CHAT = { href: "/", label: "Back to the chat" };

export function PageFrame({ now, title = "Owner’s page", kind, up = CHAT, children }: Props) {
  return (
    <div className="min-h-dvh">
      <header className="sticky top-0 z-10 flex h-14 items-center gap-1 border-b border-line bg-canvas px-3 sm:gap-2 sm:px-4">
        <Mark className="size-7 shrink-0" />
        <span className="font-semibold tracking-tight max-[26rem]:sr-only">Guarded Chat</span>
        <RefreshButton now={now} />
        <Link href={up.href} prefetch={false} className="button-bar">
          {up.label}
        </Link>
      </header>
      <main className="mx-auto max-w-6xl px-3 pt-6 pb-12 sm:px-6">
        {kind && <p className="text-sm text-muted">{kind}</p>}
        <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
        <p className="mb-5 text-muted">{longDay(now.slice(0, 10))} in UTC, where days and months begin at midnight</p>
        {children}
      </main>
    </div>
  );
}
