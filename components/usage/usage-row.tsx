/** One limit: its name, what is left in words and as a bar, and what there is to know about it. */
import { Bar } from "../ui/bar.tsx";

type Props = {
  name: string;
  amount: string;
  /** From 0 to 1. */
  left: number;
  hints: string[];
};

export function UsageRow({ name, amount, left, hints }: Props) {
  return (
    <li>
      <div className="flex justify-between text-sm">
        <span>{name}</span>
        <span className="tabular-nums">{amount}</span>
      </div>
      <Bar share={left} alarming={left <= 0.25} className="my-1.5 h-2" />
      {hints.map((hint) => (
        <p key={hint} className="text-xs text-muted">
          {hint}
        </p>
      ))}
    </li>
  );
}
