/** A part that lists what happened, newest first, each with its moment. */
import type { ReactNode } from "react";

import { Card, Nothing, ScrollBox } from "./card.tsx";
import { Moment } from "./moment.tsx";

type Props<Entry> = {
  title: string;
  hint: string;
  /** What the list is called, and what stands there without one. */
  list: string;
  nothing: string;
  /** `at`: ISO 8601. */
  entries: Entry[];
  today: string;
  children: (entry: Entry) => ReactNode;
};

export function MomentsCard<Entry extends { at: string }>({ title, hint, list, nothing, ...rest }: Props<Entry>) {
  const { entries, today, children } = rest;
  return (
    <Card title={title} hint={hint}>
      {entries.length === 0 ? (
        <Nothing>{nothing}</Nothing>
      ) : (
        <ScrollBox label={list} className="max-h-80">
          <ul className="divide-y divide-line text-sm">
            {entries.map((entry, place) => (
              <li key={`${entry.at} ${entries.length - place}`} className="py-2.5 wrap-anywhere">
                <p>{children(entry)}</p>
                <p className="text-xs text-muted">
                  <Moment at={entry.at} today={today} />
                </p>
              </li>
            ))}
          </ul>
        </ScrollBox>
      )}
    </Card>
  );
}
