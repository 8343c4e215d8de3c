/** One part of the page, with its heading. */
import { useId, type ReactNode } from "react";

type Props = { title: string; hint?: string; aside?: ReactNode; className?: string; children: ReactNode };

export function Card({ title, hint, aside, className = "", children }: Props) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={`min-w-0 rounded-2xl border border-line bg-surface p-4 sm:p-5 ${className}`}
    >
      <div className="flex min-h-7 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 id={id} className="font-medium">
          {title}
        </h2>
        {aside}
      </div>
      {hint && <p className="text-sm text-muted">{hint}</p>}
      <div className="mt-3">{children}</div>
    </section>
  );
}

/** What a part shows when there is nothing to show. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="rounded-xl bg-sunken px-4 py-6 text-center text-sm text-muted">{children}</p>;
}

/** Long lists scroll inside their part; the keyboard reaches them too. */
export function ScrollBox({
  label,
  className = "",
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without it, no key scrolls the region
    <section aria-label={label} tabIndex={0} className={`overflow-y-auto rounded-lg ${className}`}>
      {children}
    </section>
  );
}
