/** What was spent of a ceiling, and when it starts again. */
import { Bar } from "../ui/bar.tsx";
import { Card } from "./card.tsx";
import type { Budget } from "./figures.ts";
import { Money } from "./money.tsx";
import { percentOf } from "./money-text.ts";
import { resetText } from "./time-words.ts";

const TITLES = { day: "Today", month: "This month" };

type Props = { budget: Budget; now: string };

export function BudgetCard({ budget: { window, usedMicroUsd, limitMicroUsd, resetAt }, now }: Props) {
  const used = limitMicroUsd > 0 ? Math.min(1, usedMicroUsd / limitMicroUsd) : 1;
  return (
    <Card title={TITLES[window]}>
      <p>
        <Money microUsd={usedMicroUsd} className="text-3xl font-semibold tracking-tight" />{" "}
        <span className="text-muted">
          of <Money microUsd={limitMicroUsd} />
        </span>
      </p>
      <Bar share={used} alarming={used >= 0.75} className="mt-4 mb-2 block h-2.5" />
      <p className="flex justify-between text-sm tabular-nums">
        <span>{percentOf(usedMicroUsd, limitMicroUsd)} used</span>
        <span>
          <Money microUsd={Math.max(0, limitMicroUsd - usedMicroUsd)} /> left
        </span>
      </p>
      <p className="mt-4 text-sm text-muted">
        {limitMicroUsd === 0 ? "The ceiling is zero: nothing may be spent." : `${resetText(window, resetAt, now)}.`}{" "}
        What running replies may still cost is counted as used.
      </p>
    </Card>
  );
}
