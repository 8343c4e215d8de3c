/** The latest alerts, newest first, as they were sent. */
import { Card, Nothing, ScrollBox } from "./card.tsx";
import type { Alert } from "./figures.ts";
import { Moment } from "./moment.tsx";

type Props = { alerts: Alert[]; today: string };

export function AlertsCard({ alerts, today }: Props) {
  return (
    <Card title="Alerts" hint="The latest, newest first. Times are UTC.">
      {alerts.length === 0 ? (
        <Nothing>No alert has been raised.</Nothing>
      ) : (
        <ScrollBox label="The latest alerts" className="max-h-80">
          <ul className="divide-y divide-line text-sm">
            {alerts.map(({ at, id, text }) => (
              <li key={`${at} ${id}`} className="py-2.5">
                <p className="wrap-anywhere">{text}</p>
                <p className="text-xs text-muted">
                  <Moment at={at} today={today} />
                </p>
              </li>
            ))}
          </ul>
        </ScrollBox>
      )}
    </Card>
  );
}
