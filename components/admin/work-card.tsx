/** How often replies called the provider and tools today, and how many pictures they were given. */
import { Card } from "./card.tsx";
import type { Overview } from "./figures.ts";
import { work as words } from "./strings.ts";
import { tookText } from "./time-words.ts";

type Props = Pick<Overview, "steps" | "images" | "tools">;

export function WorkCard({ steps, images, tools }: Props) {
  const rows = Object.entries(tools).toSorted(([, one], [, other]) => other.calls - one.calls);
  return (
    <Card title={words.title}>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5 text-sm tabular-nums">
        <dt>{words.steps}</dt>
        <dd className="text-right">{steps.toLocaleString("en")}</dd>
        <dt>{words.images}</dt>
        <dd className="text-right">{images.toLocaleString("en")}</dd>
      </dl>
      {rows.length > 0 && <ToolsTable rows={rows} />}
    </Card>
  );
}

function ToolsTable({ rows }: { rows: [string, Overview["tools"][string]][] }) {
  return (
    <table className="mt-3 w-full text-sm tabular-nums">
      <thead>
        <tr className="border-b border-line text-muted">
          <th scope="col" className="py-1.5 pr-3 text-left font-medium">
            {words.tool}
          </th>
          {[words.calls, words.failed, words.time].map((name) => (
            <th key={name} scope="col" className="py-1.5 pl-3 text-right font-medium">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, { calls, failed, ms }]) => (
          <tr key={name} className="border-b border-line last:border-b-0">
            <th scope="row" className="py-1.5 pr-3 text-left font-mono text-[0.8125rem] font-normal wrap-anywhere">
              {name}
            </th>
            <td className="py-1.5 pl-3 text-right">{calls.toLocaleString("en")}</td>
            <td className="py-1.5 pl-3 text-right">{failed.toLocaleString("en")}</td>
            <td className="py-1.5 pl-3 text-right">{calls > 0 && tookText(ms / calls)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
