/** A sum: short for the eye, exact to the micro-USD in its tooltip and, for programs, in its value. */
import { exactUsd, usd } from "./money-text.ts";

type Props = { microUsd: number; className?: string };

export function Money({ microUsd, className = "" }: Props) {
  return (
    <data value={String(microUsd)} title={exactUsd(microUsd)} className={`tabular-nums ${className}`}>
      {usd(microUsd)}
    </data>
  );
}
