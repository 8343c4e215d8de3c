/** How many messages a user has left, window by window. */
import { Bar } from "../../ui/bar.tsx";
import { Card } from "../card.tsx";
import type { OneUser } from "../figures.ts";
import { user as words } from "../strings.ts";

type Props = { requests: OneUser["requests"] };

export function MessagesCard({ requests }: Props) {
  return (
    <Card title={words.messages} hint={words.messagesHint}>
      <ul className="space-y-3">
        {requests.map(({ window, limit, remaining }) => (
          <li key={window}>
            <div className="flex justify-between text-sm">
              <span>{words.windows[window] ?? window}</span>
              <span className="tabular-nums">{words.of(remaining, limit)}</span>
            </div>
            <Bar
              share={limit > 0 ? remaining / limit : 0}
              alarming={remaining <= limit / 4}
              className="mt-1.5 block h-2"
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}
