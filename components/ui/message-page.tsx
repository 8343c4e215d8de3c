/** A whole page that says one thing and offers one way on. */
import type { ReactNode } from "react";

import { Mark } from "./mark.tsx";

type Props = { title: string; text: string; children: ReactNode };

export function MessagePage({ title, text, children }: Props) {
  return (
    <main className="glow flex min-h-dvh flex-col items-center justify-center px-6 text-center">
      <Mark className="size-14" />
      <h1 className="mt-6 text-2xl font-semibold tracking-tight">{title}</h1>
      <p className="mt-2 mb-8 text-muted">{text}</p>
      {children}
    </main>
  );
}
