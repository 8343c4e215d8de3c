/** One user on the owner's page: what they have, what they spent, and what can be changed about it. */
import { BudgetCard } from "../budget-card.tsx";
import { Card } from "../card.tsx";
import type { UserFigures } from "../figures.ts";
import { FindUser } from "../find-user.tsx";
import { Money } from "../money.tsx";
import { PageFrame } from "../page-frame.tsx";
import { credit, grant as words, user as userWords } from "../strings.ts";
import { AccountCard } from "./account-card.tsx";
import { CreditForm } from "./credit-form.tsx";
import { GrantForm } from "./grant-form.tsx";
import { HistoryCard } from "./history-card.tsx";
import { MessagesCard } from "./messages-card.tsx";

/** `now`: ISO 8601, when the figures were read. */
type Props = { figures: UserFigures; now: string };

export function UserPage({ figures, now }: Props) {
  const { user, plans, history } = figures;
  const today = now.slice(0, 10);
  return (
    <PageFrame now={now} title={user.id} kind={userWords.heading} up={{ href: "/admin", label: userWords.back }}>
      <FindUser className="mb-5 max-w-md" />
      <div className="grid gap-4 md:grid-cols-2 lg:grid-cols-3">
        <AccountCard figures={figures} day={today} className="md:max-lg:col-span-2" />
        {user.spend.map((budget) => (
          <BudgetCard key={budget.window} budget={budget} now={now} />
        ))}
      </div>
      <div className="mt-4 grid gap-4 lg:grid-cols-3">
        <Card title={words.title} hint={words.hint} className="lg:col-span-2">
          <GrantForm account={user.id} grant={user.grant} plans={plans} />
        </Card>
        <Card title={credit.title} hint={credit.hint}>
          <p>
            <Money microUsd={user.creditMicroUsd} className="text-3xl font-semibold tracking-tight" />{" "}
            <span className="text-muted">{credit.left}</span>
          </p>
          <CreditForm account={user.id} />
        </Card>
      </div>
      <div className="mt-4 grid items-start gap-4 md:grid-cols-2">
        <MessagesCard requests={user.requests} />
        <HistoryCard history={history} today={today} />
      </div>
    </PageFrame>
  );
}
