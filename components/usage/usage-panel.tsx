/** Every limit in plain words: how much is left, what that is worth, and when there is more. */
import { usage as words } from "../strings/frame.ts";
import type { ModelChoice } from "./model-choice.ts";
import { UsageRow } from "./usage-row.tsx";
import { dollars, momentText, roughly, windowName } from "./usage-words.ts";
import type { Usage } from "./usage.ts";

type Props = { usage: Usage | undefined; model: ModelChoice | undefined };

export function UsagePanel({ usage, model }: Props) {
  if (!usage) return <p className="text-sm text-muted">{words.unknown}</p>;
  return (
    <>
      <h2 className="font-medium">{words.messages}</h2>
      <p className="mt-0.5 text-xs text-muted">{words.messagesHint}</p>
      <ul className="mt-3 space-y-3">
        {usage.requests.map(({ window, limit, remaining, resetAt }) => (
          <UsageRow
            key={window}
            name={windowName(window)}
            amount={words.of(String(remaining), String(limit))}
            left={limit > 0 ? remaining / limit : 0}
            hints={remaining < limit ? [words.moreFrom(momentText(resetAt))] : []}
          />
        ))}
      </ul>
      <h2 className="mt-5 border-t border-line pt-4 font-medium">{words.allowance}</h2>
      <p className="mt-0.5 text-xs text-muted">{words.allowanceHint}</p>
      <ul className="mt-3 space-y-3">
        {usage.spend.map((window) => (
          <UsageRow key={window.window} name={windowName(window.window)} {...budgetRow(window, model)} />
        ))}
      </ul>
      {usage.creditMicroUsd > 0 && <Credit microUsd={usage.creditMicroUsd} model={model} />}
    </>
  );
}

function Credit({ microUsd, model }: { microUsd: number; model: ModelChoice | undefined }) {
  return (
    <>
      <h2 className="mt-5 flex justify-between border-t border-line pt-4 font-medium">
        <span>{words.credit}</span> <span className="tabular-nums">{dollars(microUsd)}</span>
      </h2>
      <p className="mt-0.5 text-xs text-muted">{words.creditHint}</p>
      {worth(microUsd, model).map((hint) => (
        <p key={hint} className="text-xs text-muted">
          {hint}
        </p>
      ))}
    </>
  );
}

function worth(microUsd: number, model: ModelChoice | undefined): string[] {
  return model?.usualMicroUsd ? [words.answers(roughly(microUsd / model.usualMicroUsd), model.id)] : [];
}

function budgetRow({ limitMicroUsd, usedMicroUsd, resetAt }: Usage["spend"][number], model: ModelChoice | undefined) {
  const left = Math.max(0, limitMicroUsd - usedMicroUsd);
  const hints = worth(left, model);
  if (usedMicroUsd > 0) hints.push(words.moreFrom(momentText(resetAt)));
  return {
    amount: words.of(dollars(left), dollars(limitMicroUsd)),
    left: limitMicroUsd > 0 ? left / limitMicroUsd : 0,
    hints,
  };
}
