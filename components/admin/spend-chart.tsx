/** Spend per day as bars. Drawn in percent, so that it fits any width while its labels stay readable text. */
import type { DaySpend } from "./figures.ts";
import { exactUsd, usd } from "./money-text.ts";
import { roundTop } from "./spend-scale.ts";
import { shortDay } from "./time-words.ts";

type Props = { days: DaySpend[]; limitMicroUsd: number; summary: string };

export function SpendChart({ days, limitMicroUsd, summary }: Props) {
  const most = Math.max(...days.map(({ usedMicroUsd }) => usedMicroUsd));
  // The ceiling is worth a line once the bars come near it; before that it would press them flat.
  const nearCeiling = limitMicroUsd > 0 && most * 4 >= limitMicroUsd;
  const top = roundTop(nearCeiling ? Math.max(most, limitMicroUsd) : most);
  const marks = [top, top / 2, 0];
  return (
    <figure className="grid min-w-0 grid-cols-[auto_minmax(0,1fr)] gap-x-2 gap-y-2 text-xs text-muted">
      <figcaption className="sr-only">{summary}</figcaption>
      <div aria-hidden="true" className="flex flex-col justify-between text-right tabular-nums">
        {marks.map((mark) => (
          <span key={mark} className="-my-2 leading-4">
            {usd(mark)}
          </span>
        ))}
      </div>
      <svg aria-hidden="true" className="h-56 w-full overflow-visible">
        {marks.map((mark) => (
          <Line key={mark} share={mark / top} className="stroke-line" />
        ))}
        {days.map((spend, at) => (
          <Bar key={spend.day} spend={spend} share={spend.usedMicroUsd / top} place={{ at, of: days.length }} />
        ))}
        {nearCeiling && <Line share={limitMicroUsd / top} className={CEILING} />}
      </svg>
      <div aria-hidden="true" className="col-start-2 flex justify-between">
        {[days[0], days[Math.floor(days.length / 2)], days.at(-1)].map(
          (one) => one && <span key={one.day}>{shortDay(one.day)}</span>,
        )}
      </div>
      {nearCeiling && (
        <p className="col-start-2 flex items-center gap-2">
          <svg aria-hidden="true" className="h-2 w-6 shrink-0">
            <Line share={0.5} className={CEILING} />
          </svg>
          The ceiling of a day as it is now, {usd(limitMicroUsd)}
        </p>
      )}
    </figure>
  );
}

const CEILING = "stroke-notice-ink stroke-[1.5px] [stroke-dasharray:6_4]";

function Line({ share, className }: { share: number; className: string }) {
  return <line x2="100%" y1={percent(1 - share)} y2={percent(1 - share)} className={className} />;
}

type BarProps = { spend: DaySpend; share: number; place: { at: number; of: number } };

function Bar({ spend: { day, usedMicroUsd }, share, place: { at, of } }: BarProps) {
  if (usedMicroUsd === 0) return null;
  // A day with any spending shows, however small.
  const height = Math.max(0.01, share);
  return (
    <rect
      x={percent((at + 0.15) / of)}
      width={percent(0.7 / of)}
      y={percent(1 - height)}
      height={percent(height)}
      rx="2"
      className={at === of - 1 ? "fill-accent" : "fill-bar"}
    >
      <title>{`${shortDay(day)}: ${exactUsd(usedMicroUsd)}`}</title>
    </rect>
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(3)}%`;
}
