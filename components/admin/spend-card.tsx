/** What the last thirty days cost, as a chart and as a table of the same figures. */
import { Card, Nothing, ScrollBox } from "./card.tsx";
import type { DaySpend } from "./figures.ts";
import { Money } from "./money.tsx";
import { usd } from "./money-text.ts";
import { SpendChart } from "./spend-chart.tsx";
import { shortDay } from "./time-words.ts";

type Props = { days: DaySpend[]; limitMicroUsd: number; className: string };

export function SpendCard({ days, limitMicroUsd, className }: Props) {
  const total = days.reduce((sum, { usedMicroUsd }) => sum + usedMicroUsd, 0);
  const most = days.reduce<DaySpend | undefined>(
    (best, day) => (best && best.usedMicroUsd >= day.usedMicroUsd ? best : day),
    undefined,
  );
  return (
    <Card
      title={`The last ${days.length} days`}
      className={className}
      aside={
        <span className="text-sm text-muted">
          <Money microUsd={total} /> in all
        </span>
      }
    >
      {most && total > 0 ? (
        <div className="grid gap-x-8 gap-y-4 pt-2 lg:grid-cols-[minmax(0,1fr)_16rem]">
          <SpendChart
            days={days}
            limitMicroUsd={limitMicroUsd}
            summary={`Spend per day: ${usd(total)} in ${days.length} days, the most on ${shortDay(most.day)}, ${usd(most.usedMicroUsd)}. The table holds every day.`}
          />
          <SpendTable days={days} />
        </div>
      ) : (
        <Nothing>Nothing has been spent yet.</Nothing>
      )}
    </Card>
  );
}

function SpendTable({ days }: { days: DaySpend[] }) {
  return (
    <ScrollBox label="Spend per day" className="max-h-64 border border-line">
      <table className="w-full text-sm">
        <thead className="sticky top-0 bg-sunken text-left">
          <tr>
            <th scope="col" className="px-3 py-1.5 font-medium">
              Day
            </th>
            <th scope="col" className="px-3 py-1.5 text-right font-medium">
              Spent
            </th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map(({ day, usedMicroUsd }) => (
            <tr key={day} className="border-t border-line">
              <th scope="row" className="px-3 py-1.5 text-left font-normal">
                <time dateTime={day}>{shortDay(day)}</time>
              </th>
              <td className={`px-3 py-1.5 text-right ${usedMicroUsd === 0 ? "text-muted" : ""}`}>
                <Money microUsd={usedMicroUsd} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
