/** Links to the other pages of users. */
import Link from "next/link";

import { pagesToOffer } from "./pages.ts";

type Props = { page: number; pages: number };

const SHAPE = "flex h-9 min-w-9 items-center justify-center rounded-full px-2 text-sm tabular-nums";

export function PagesNav({ page, pages }: Props) {
  return (
    <nav aria-label="Pages of users" className="mt-4 border-t border-line pt-4">
      <ul className="flex flex-wrap items-center justify-center gap-1">
        {pagesToOffer(page, pages).map((one, at) => (
          <li key={one ?? `gap-${at}`}>
            {one === null ? <span aria-hidden="true">…</span> : <Page one={one} page={page} />}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Page({ one, page }: { one: number; page: number }) {
  const isCurrent = one === page;
  // Every page is a look into the store: none before it is asked for. The place on the screen stays.
  return (
    <Link
      href={`/admin?page=${one}`}
      prefetch={false}
      scroll={false}
      aria-label={`Page ${one.toLocaleString("en")}`}
      aria-current={isCurrent ? "page" : undefined}
      className={`${SHAPE} ${isCurrent ? "bg-accent text-accent-ink" : "hover:bg-sunken"}`}
    >
      {one}
    </Link>
  );
}
