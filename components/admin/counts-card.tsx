/** How often each thing happened today, most frequent first. */
import { Card, Nothing } from "./card.tsx";
import { causeName } from "./cause-names.ts";

type Props = { title: string; counts: Record<string, number>; nothing: string };

export function CountsCard({ title, counts, nothing }: Props) {
  const rows = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const total = rows.reduce((sum, [, count]) => sum + count, 0);
  return (
    <Card
      title={title}
      aside={total > 0 && <span className="text-sm text-muted tabular-nums">{total.toLocaleString("en")}</span>}
    >
      {rows.length === 0 ? (
        <Nothing>{nothing}</Nothing>
      ) : (
        <table className="w-full text-sm">
          <thead className="sr-only">
            <tr>
              <th scope="col">What</th>
              <th scope="col">How often</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([cause, count]) => (
              <Row key={cause} cause={cause} count={count} share={count / total} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

type RowProps = { cause: string; count: number; share: number };

function Row({ cause, count, share }: RowProps) {
  const name = causeName(cause);
  return (
    <tr>
      <th scope="row" className="py-1.5 pr-4 text-left font-normal">
        {name} {name !== cause && <code className="font-mono text-xs text-muted">{cause}</code>}
        <svg aria-hidden="true" className="mt-1 block h-1.5 w-full rounded-full bg-sunken">
          <rect width={`${100 * share}%`} height="100%" rx="3" className="fill-bar" />
        </svg>
      </th>
      <td className="py-1.5 text-right align-top tabular-nums">{count.toLocaleString("en")}</td>
    </tr>
  );
}
