/** What admins did, newest first. */
import { AccountLink } from "./account-link.tsx";
import type { AdminAction } from "./figures.ts";
import { MomentsCard } from "./moments-card.tsx";

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
    <MomentsCard
      title="What admins did"
      hint="The latest, newest first. Times are UTC."
      list="The latest actions"
      nothing="No admin has done anything yet."
      entries={audit}
      today={today}
    >
      {(action) => <Words action={action} />}
    </MomentsCard>
  );
}

function Words({ action: { by, action, about } }: { action: AdminAction }) {
  const isSwitch = action === "pause" || action === "resume";
  return (
    <>
      <span className="font-mono text-[0.8125rem]">{by}</span> {DID.get(action) ?? action}
      {isSwitch ? about && `: ${about}` : " "}
      {!isSwitch && action !== "erase" && <AccountLink account={about} />}
      {action === "erase" && <span className="font-mono text-[0.8125rem]">{about}</span>}
    </>
  );
}
