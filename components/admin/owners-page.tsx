/** The owner's page: what happened in one look, and the switches. */
import { AlertsCard } from "./alerts-card.tsx";
import { AuditCard } from "./audit-card.tsx";
import { BlockedCard } from "./blocked-card.tsx";
import { BudgetCard } from "./budget-card.tsx";
import { CountsCard } from "./counts-card.tsx";
import type { ActiveUsers, Overview } from "./figures.ts";
import { PageFrame } from "./page-frame.tsx";
import { ServiceCard } from "./service-card.tsx";
import { SpendCard } from "./spend-card.tsx";
import { UsersCard } from "./users-card.tsx";
import { WorkCard } from "./work-card.tsx";

/** `now`: ISO 8601, when the figures were read. */
type Props = { overview: Overview; active: ActiveUsers; now: string };

export function OwnersPage({ overview, active, now }: Props) {
  const { day, service, days, refusals, ended, moderation, blocked, alerts, audit } = overview;
  const { steps, images, tools } = overview;
  const today = service.find(({ window }) => window === "day");
  const month = service.find(({ window }) => window === "month");
  return (
    <PageFrame now={now}>
      <div className="grid gap-4 lg:grid-cols-3">
        <ServiceCard overview={overview} />
        {today && <BudgetCard budget={today} now={now} />}
        {month && <BudgetCard budget={month} now={now} />}
      </div>
      {/* A last card that would stand alone in its row takes the whole of it. */}
      <div className="mt-4 grid gap-4 md:grid-cols-2 md:[&>:nth-child(4):last-child]:col-span-2">
        <SpendCard days={days} limitMicroUsd={today?.limitMicroUsd ?? 0} className="md:col-span-2" />
        <CountsCard title="Refused today" counts={refusals} nothing="Nothing was refused today." />
        <CountsCard title="How today’s replies ended" counts={ended} nothing="No reply has ended today." />
        {(Object.keys(tools).length > 0 || images > 0) && <WorkCard steps={steps} images={images} tools={tools} />}
        {Object.keys(moderation).length > 0 && (
          <CountsCard title="Moderation today" counts={moderation} nothing="Nothing was flagged today." />
        )}
      </div>
      <div className="mt-4 grid gap-4 md:grid-cols-2 lg:grid-cols-3">
        <AlertsCard alerts={alerts} today={day} />
        <AuditCard audit={audit} today={day} />
        <BlockedCard blocked={blocked} className="md:max-lg:col-span-2" />
      </div>
      <div className="mt-4">
        <UsersCard active={active} today={day} />
      </div>
    </PageFrame>
  );
}
