/** What admins and machines changed about a user, newest first. */
import { Card, Nothing, ScrollBox } from "../card.tsx";
import type { AdminAction } from "../figures.ts";
import { Moment } from "../moment.tsx";
import { history as words } from "../strings.ts";
import { changeWords } from "./change-words.ts";

type Props = { history: AdminAction[]; today: string };

export function HistoryCard({ history, today }: Props) {
  return (
    <Card title={words.title} hint={words.hint}>
      {history.length === 0 ? (
        <Nothing>{words.none}</Nothing>
      ) : (
        <ScrollBox label={words.list} className="max-h-80">
          <ul className="divide-y divide-line text-sm">
            {history.map(({ at, by, action, change }, place) => (
              <li key={`${at} ${history.length - place}`} className="py-2.5 wrap-anywhere">
                <p>
                  <span className="font-mono text-[0.8125rem]">{by}</span> {words.did[action] ?? action}
                  {change && `: ${changeWords(change).join(", ")}`}
                </p>
                <p className="text-xs text-muted">
                  <Moment at={at} today={today} />
                </p>
              </li>
            ))}
          </ul>
        </ScrollBox>
      )}
    </Card>
  );
}
