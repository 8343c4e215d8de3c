/** What admins did, newest first. */
import { AccountLink } from "./account-link.tsx";
import { Card, Nothing, ScrollBox } from "./card.tsx";
import type { AdminAction } from "./figures.ts";
import { Moment } from "./moment.tsx";

const DID = new Map([
  ["pause", "paused the service"],
  ["resume", "resumed the service"],
  ["block", "blocked"],
  ["unblock", "unblocked"],
  ["erase", "erased"],
  ["grant", "changed what is granted to"],
  ["credit", "changed the credit of"],
  ["sign-out", "signed out"],
]);

type Props = { audit: AdminAction[]; today: string };

export function AuditCard({ audit, today }: Props) {
  return (
    <Card title="What admins did" hint="The latest, newest first. Times are UTC.">
      {audit.length === 0 ? (
        <Nothing>No admin has done anything yet.</Nothing>
      ) : (
        <ScrollBox label="The latest actions" className="max-h-80">
          <ul className="divide-y divide-line text-sm">
            {audit.map((action, at) => (
              <Line key={`${action.at} ${audit.length - at}`} action={action} today={today} />
            ))}
          </ul>
        </ScrollBox>
      )}
    </Card>
  );
}

function Line({ action: { at, by, action, about }, today }: { action: AdminAction; today: string }) {
  const isSwitch = action === "pause" || action === "resume";
  return (
    <li className="py-2.5 wrap-anywhere">
      <p>
        <span className="font-mono text-[0.8125rem]">{by}</span> {DID.get(action) ?? action}
        {isSwitch ? about && `: ${about}` : " "}
        {!isSwitch && action !== "erase" && <AccountLink account={about} />}
        {action === "erase" && <span className="font-mono text-[0.8125rem]">{about}</span>}
      </p>
      <p className="text-xs text-muted">
        <Moment at={at} today={today} />
      </p>
    </li>
  );
}
