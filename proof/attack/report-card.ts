/** The report for a terminal: a line for each area, then what did not hold, what is missing, and what does not apply. */
import { gradesOf } from "./grade.ts";
import type { Missing, Report, Result } from "./report.ts";

const FEW = 5;

export function reportCard(report: Report): string {
  const { url, profile, results, missing, complaints, passed, failed, notApplicable, seconds } = report;
  const failures = results.filter(({ held }) => held === false);
  const sections = [
    `${url} (${profile}), ${new Date().toISOString().slice(0, 16)}Z`,
    table(report),
    missing.length > 0 ? `Missing:\n${missing.map(missingLine).join("\n")}` : "",
    failures.length > 0 ? `Did not hold:\n${failures.map(lineOf).join("\n")}` : "",
    [...complaints, ...whyNotApplicable(results)].join("\n"),
    `${passed} held, ${failed} did not, ${notApplicable} do not apply, in ${Math.round(seconds)} s`,
  ];
  return sections.filter(Boolean).join("\n\n");
}

function table(report: Report): string {
  const rows = gradesOf(report).map(({ area, grade, applicable, held, failed, missing }) => [
    area,
    grade,
    applicable,
    held,
    failed,
    missing,
  ]);
  const lines = [["area", "grade", "applicable", "held", "failed", "missing"], ...rows];
  return lines
    .map(
      ([area = "", ...figures]) =>
        `${String(area).padEnd(12)}${figures.map((one) => String(one || "·").padStart(11)).join("")}`,
    )
    .join("\n");
}

function missingLine({ name, means, see }: Missing): string {
  return `  ✗ ${name}: ${means} See ${see}`;
}

function lineOf({ id, title, detail }: Result): string {
  return `  ✗ ${id}\n      ${title}\n      ${detail}`;
}

/** Many are left out for one reason: each reason is told once. */
export function whyNotApplicable(results: Result[]): string[] {
  const reasons = Map.groupBy(
    results.filter(({ held }) => held === null),
    ({ detail }) => detail,
  );
  return [...reasons].map(([reason, all]) => `Does not apply, because ${reason}: ${namesOf(all)}`);
}

/** A few by their names, many by their number in each area. */
function namesOf(all: Result[]): string {
  if (all.length <= FEW) return all.map(({ id }) => id).join(", ");
  const areas = [...Map.groupBy(all, ({ area }) => area)];
  return `${areas.map(([area, { length }]) => `${length} of ${area}`).join(", ")} (--html lists them)`;
}
