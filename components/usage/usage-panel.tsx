/** Every limit in plain words: how much is left, and when there is more. */
import { dollars, resetText, windowName } from "./usage-words.ts";
import type { Usage } from "./usage.ts";

export function UsagePanel({ usage }: { usage: Usage | undefined }) {
  if (!usage) return <p className="text-sm text-muted">Your limits are not known yet.</p>;
  const spend = usage.spend ?? [];
  return (
    <>
      <h2 className="font-medium">Messages left</h2>
      <ul className="mt-3 space-y-4">
        {usage.requests.map(({ window, limit, remaining, resetAt }) => (
          <Row
            key={window}
            name={windowName(window)}
            amount={`${remaining} of ${limit}`}
            left={limit > 0 ? remaining / limit : 0}
            hint={remaining < limit ? resetText(resetAt) : ""}
          />
        ))}
      </ul>
      {spend.length > 0 && (
        <>
          <h2 className="mt-5 border-t border-line pt-4 font-medium">Allowance left</h2>
          <ul className="mt-3 space-y-4">
            {spend.map(({ window, limitMicroUsd, usedMicroUsd, resetAt }) => (
              <Row
                key={window}
                name={windowName(window)}
                amount={`${dollars(Math.max(0, limitMicroUsd - usedMicroUsd))} of ${dollars(limitMicroUsd)}`}
                left={limitMicroUsd > 0 ? Math.max(0, 1 - usedMicroUsd / limitMicroUsd) : 0}
                hint={usedMicroUsd > 0 ? resetText(resetAt) : ""}
              />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

type RowProps = { name: string; amount: string; left: number; hint: string };

function Row({ name, amount, left, hint }: RowProps) {
  return (
    <li>
      <div className="flex justify-between text-sm">
        <span>{name}</span>
        <span className="tabular-nums">{amount}</span>
      </div>
      <svg aria-hidden="true" className="my-1.5 h-2 w-full rounded-full bg-sunken">
        <rect
          width={`${100 * left}%`}
          height="100%"
          rx="4"
          className={left > 0.25 ? "fill-accent" : "fill-notice-ink"}
        />
      </svg>
      {hint && <p className="text-xs text-muted">{hint}</p>}
    </li>
  );
}
