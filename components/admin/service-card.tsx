/** Whether the service answers, how much it does right now, and the switch that stops it. */
import type { ReactNode } from "react";

import { Icon } from "../ui/icon.tsx";
import { Card } from "./card.tsx";
import type { Overview } from "./figures.ts";
import { Moment } from "./moment.tsx";
import { Money } from "./money.tsx";
import { PauseForm } from "./pause-form.tsx";
import { StateBadge } from "./state-badge.tsx";
import { credit } from "./strings.ts";

export function ServiceCard({ overview }: { overview: Overview }) {
  const { running, replies, paused, pausedBySetting, refusingProviders, countsSince, day } = overview;
  return (
    <Card title="Service" aside={<StateBadge isAlarming={paused}>{paused ? "Paused" : "Answering"}</StateBadge>}>
      <p>
        <span className="text-3xl font-semibold tracking-tight tabular-nums">{running}</span>{" "}
        <span className="text-muted">
          {running === 1 ? "reply" : "replies"} running now, {replies.toLocaleString("en")} today
        </span>
      </p>
      {countsSince !== null && (
        <p className="mt-1 text-sm text-muted">
          Counting since <Moment at={countsSince} today={day} /> UTC
        </p>
      )}
      {overview.creditOutstandingMicroUsd > 0 && (
        <p className="mt-1 text-sm text-muted">
          <Money microUsd={overview.creditOutstandingMicroUsd} className="text-ink" /> {credit.outstanding}
        </p>
      )}
      {refusingProviders.length > 0 && (
        <Note>
          <b className="font-medium">The provider refuses your key or account.</b> It is asked again once a minute; look
          at the billing page of {refusingProviders.join(" and ")}.
        </Note>
      )}
      {paused && <WhoPaused overview={overview} />}
      {!pausedBySetting && <PauseForm paused={paused} />}
    </Card>
  );
}

function WhoPaused({ overview: { pause, pausedBySetting, day } }: { overview: Overview }) {
  if (pausedBySetting)
    return (
      <Note>
        Paused by the variable <code className="font-mono">AI_PAUSED</code>. Remove it and start again to go on.
      </Note>
    );
  if (!pause) return <Note>The switch is on, but it does not say who pressed it.</Note>;
  return (
    <Note>
      <b className="font-medium wrap-anywhere">{pause.reason || "No reason was given."}</b>
      <span className="block text-muted">
        <span className="wrap-anywhere">{pause.by}</span>, <Moment at={pause.since} today={day} /> UTC
      </span>
    </Note>
  );
}

function Note({ children }: { children: ReactNode }) {
  return (
    <div className="mt-3 flex gap-2.5 rounded-xl border border-notice-line bg-notice px-3.5 py-2.5 text-sm">
      <Icon name="alert" className="mt-0.5 size-4 shrink-0 text-notice-ink" />
      <p className="min-w-0">{children}</p>
    </div>
  );
}
