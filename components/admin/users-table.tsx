/** A page of users. On a phone, plan, replies and time move under the id, so that nothing scrolls sideways. */
import { AccountLink } from "./account-link.tsx";
import { BlockButton } from "./block-button.tsx";
import type { ActiveUser } from "./figures.ts";
import { Moment } from "./moment.tsx";
import { Money } from "./money.tsx";

const WIDE = "max-md:hidden";

type Props = { users: ActiveUser[]; today: string };

export function UsersTable({ users, today }: Props) {
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Users of today with plan, replies, spend and when they were last seen</caption>
      <thead>
        <tr className="border-b border-line text-left text-muted">
          <th scope="col" className="py-2 pr-3 font-medium">
            User
          </th>
          <th scope="col" className={`px-3 py-2 font-medium ${WIDE}`}>
            Plan
          </th>
          <th scope="col" className={`px-3 py-2 text-right font-medium ${WIDE}`}>
            Replies
          </th>
          <th scope="col" className="px-3 py-2 text-right font-medium">
            Spend
          </th>
          <th scope="col" className={`px-3 py-2 text-right font-medium ${WIDE}`}>
            Last seen
          </th>
          <th scope="col" className="py-2 pl-3">
            <span className="sr-only">Block</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <Row key={user.id} user={user} today={today} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ user, today }: { user: ActiveUser; today: string }) {
  const { id, plan, requests, usedMicroUsd, blocked } = user;
  return (
    <tr className="border-b border-line last:border-b-0">
      <th scope="row" className="py-1.5 md:py-1 pr-3 text-left font-normal">
        <AccountLink account={id} className="mr-2" />
        {blocked && (
          <span className="rounded-full border border-notice-line bg-notice px-2 py-0.5 text-xs text-notice-ink">
            Blocked
          </span>
        )}
        <span className="block text-xs text-muted md:hidden">
          {plan}, {count(requests)}, <Seen user={user} today={today} />
        </span>
      </th>
      <td className={`px-3 py-1.5 md:py-1 ${WIDE}`}>{plan}</td>
      <td className={`px-3 py-1.5 md:py-1 text-right tabular-nums ${WIDE}`}>{requests.toLocaleString("en")}</td>
      <td className="px-3 py-1.5 md:py-1 text-right">
        <Money microUsd={usedMicroUsd} />
      </td>
      <td className={`px-3 py-1.5 md:py-1 text-right ${WIDE}`}>
        <Seen user={user} today={today} />
      </td>
      <td className="py-1.5 md:py-1 pl-1 sm:pl-3">
        <div className="flex justify-end">
          <BlockButton account={id} blocked={blocked} />
        </div>
      </td>
    </tr>
  );
}

function count(replies: number): string {
  return replies === 1 ? "1 reply" : `${replies.toLocaleString("en")} replies`;
}

function Seen({ user: { lastSeen }, today }: { user: ActiveUser; today: string }) {
  return lastSeen ? <Moment at={lastSeen} today={today} /> : <span className="text-muted">unknown</span>;
}
