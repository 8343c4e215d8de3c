/** The report for a terminal: a line for each area, then what did not hold, then what could not be tried. */
import { AREAS } from "./attack.ts";
import type { Report, Result, Untried } from "./run.ts";

export function reportCard({ url, results, notTried, complaints, seconds }: Report): string {
  const failed = results.filter(({ held }) => !held);
  const sections = [
    `${url}, ${new Date().toISOString().slice(0, 16)}Z`,
    table(results, notTried),
    failed.length > 0 ? `Did not hold:\n${failed.map(lineOf).join("\n")}` : "",
    [...complaints, ...whyNotTried(notTried)].join("\n"),
    `${results.length - failed.length} held, ${failed.length} did not, ${notTried.length} not tried, in ${Math.round(seconds)} s`,
  ];
  return sections.filter(Boolean).join("\n\n");
}

function table(results: Result[], notTried: Untried[]): string {
  const rows = AREAS.map((area) => {
    const here = results.filter((result) => result.area === area);
    const held = here.filter((result) => result.held).length;
    const untried = notTried.filter((one) => one.area === area).length;
    return here.length + untried === 0 ? [] : [area, held, here.length - held, untried];
  });
  const lines = [["area", "held", "did not", "not tried"], ...rows.filter((row) => row.length > 0)];
  return lines
    .map(
      ([area = "", ...figures]) =>
        `${String(area).padEnd(12)}${figures.map((one) => String(one || "·").padStart(11)).join("")}`,
    )
    .join("\n");
}

function lineOf({ id, title, detail }: Result): string {
  return `  ✗ ${id}\n      ${title}\n      ${detail}`;
}

/** Many are left out for one reason: each reason is told once. */
export function whyNotTried(notTried: Untried[]): string[] {
  const reasons = Map.groupBy(notTried, ({ reason }) => reason);
  return [...reasons].map(([reason, all]) => `Not tried, because ${reason}: ${all.map(({ id }) => id).join(", ")}`);
}
