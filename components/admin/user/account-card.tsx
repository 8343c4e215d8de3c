/** Who the user is to the service: plan, grant, when they were here, and the two switches. */
import type { ReactNode } from "react";

import { BlockButton } from "../block-button.tsx";
import { Card } from "../card.tsx";
import type { UserFigures } from "../figures.ts";
import { Moment } from "../moment.tsx";
import { StateBadge } from "../state-badge.tsx";
import { user as words } from "../strings.ts";
import { longMoment } from "../time-words.ts";
import { SignOutButton } from "./sign-out-button.tsx";

type Props = { figures: UserFigures; day: string; className?: string };

export function AccountCard({ figures: { user, today, plans }, day, className = "" }: Props) {
  const { id, plan, blocked, grant } = user;
  const inForce = plans.find(({ name }) => name === plan);
  return (
    <Card
      title={words.account}
      aside={<StateBadge isAlarming={blocked}>{blocked ? words.state.blocked : words.state.free}</StateBadge>}
      className={className}
    >
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        <Row name={words.plan}>
          {inForce?.title ?? plan} {grant?.plan === plan && <span className="text-muted">({words.granted})</span>}
        </Row>
        {inForce && <PlanRows plan={inForce} />}
        {grant?.until && (
          <Row name={words.until}>
            <time dateTime={grant.until}>{longMoment(grant.until)}</time>
          </Row>
        )}
        {grant?.note && <Row name={words.note}>{grant.note}</Row>}
        <Row name={words.today}>{today.requests.toLocaleString("en")}</Row>
        {today.lastSeen && (
          <Row name={words.lastSeen}>
            <Moment at={today.lastSeen} today={day} />
          </Row>
        )}
      </dl>
      {!today.lastSeen && <p className="mt-2 text-sm text-muted">{words.notSeen}</p>}
      <div className="mt-4 flex flex-wrap gap-2">
        <BlockButton account={id} blocked={blocked} />
        <SignOutButton account={id} />
      </div>
    </Card>
  );
}

function PlanRows({ plan: { maxSteps, tools, images } }: { plan: UserFigures["plans"][number] }) {
  return (
    <>
      <Row name={words.steps}>{words.upTo(maxSteps)}</Row>
      <Row name={words.tools}>{tools.length > 0 ? tools.join(", ") : words.none}</Row>
      <Row name={words.images}>{images > 0 ? words.upTo(images) : words.none}</Row>
    </>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  );
}
