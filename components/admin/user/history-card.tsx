/** What admins and machines changed about a user, newest first. */
import type { AdminAction } from "../figures.ts";
import { MomentsCard } from "../moments-card.tsx";
import { history as words } from "../strings.ts";
import { changeWords } from "./change-words.ts";

type Props = { history: AdminAction[]; today: string };

export function HistoryCard({ history, today }: Props) {
  return (
    <MomentsCard
      title={words.title}
      hint={words.hint}
      list={words.list}
      nothing={words.none}
      entries={history}
      today={today}
    >
      {({ by, action, change }) => (
        <>
          <span className="font-mono text-[0.8125rem]">{by}</span> {words.did[action] ?? action}
          {change && `: ${changeWords(change).join(", ")}`}
        </>
      )}
    </MomentsCard>
  );
}
