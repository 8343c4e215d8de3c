/** The latest alerts, newest first, as they were sent. */
import type { Alert } from "./figures.ts";
import { MomentsCard } from "./moments-card.tsx";

type Props = { alerts: Alert[]; today: string };

export function AlertsCard({ alerts, today }: Props) {
  return (
    <MomentsCard
      title="Alerts"
      hint="The latest, newest first. Times are UTC."
      list="The latest alerts"
      nothing="No alert has been raised."
      entries={alerts}
      today={today}
    >
      {({ text }) => text}
    </MomentsCard>
  );
}
