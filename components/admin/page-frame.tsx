/** The bar on top of the owner's page, and the room below it. */
import Link from "next/link";
import type { ReactNode } from "react";

import { Mark } from "../ui/mark.tsx";
import { RefreshButton } from "./refresh-button.tsx";
import { longDay } from "./time-words.ts";

type Props = { now: string; children: ReactNode };

export function PageFrame({ now, children }: Props) {
  return (
    <div className="min-h-dvh">
      <header className="sticky top-0 z-10 flex h-14 items-center gap-1 border-b border-line bg-canvas px-3 sm:gap-2 sm:px-4">
        <Mark className="size-7 shrink-0" />
        <span className="font-semibold tracking-tight max-[26rem]:sr-only">Guarded Chat</span>
        <RefreshButton now={now} />
        <Link href="/" prefetch={false} className="button-bar">
          Back to the chat
        </Link>
      </header>
      <main className="mx-auto max-w-6xl px-3 pt-6 pb-12 sm:px-6">
        <h1 className="text-2xl font-semibold tracking-tight">Owner&rsquo;s page</h1>
        <p className="mb-5 text-muted">{longDay(now.slice(0, 10))} in UTC, where days and months begin at midnight</p>
        {children}
      </main>
    </div>
  );
}
