/** Who used the service today, biggest spenders first, a page at a time. */
import { Card, Nothing } from "./card.tsx";
import type { ActiveUsers } from "./figures.ts";
import { FindUser } from "./find-user.tsx";
import { PagesNav } from "./pages-nav.tsx";
import { UsersTable } from "./users-table.tsx";

type Props = { active: ActiveUsers; today: string };

export function UsersCard({ active: { users, page, pages, total }, today }: Props) {
  const count = total === 1 ? "1 user" : `${total.toLocaleString("en")} users`;
  return (
    <Card
      title="Who used it today"
      hint="Biggest spenders first. Times are UTC."
      aside={total > 0 && <span className="text-sm text-muted">{count}</span>}
    >
      <FindUser className="mb-4 max-w-md" />
      {users.length > 0 && <UsersTable users={users} today={today} />}
      {users.length === 0 && (
        <Nothing>{total === 0 ? "Nobody has chatted today." : `There is no page ${page}.`}</Nothing>
      )}
      {(pages > 1 || page > pages) && <PagesNav page={page} pages={pages} />}
    </Card>
  );
}
