/** The results in the XML of JUnit, as CI systems read it: a suite for each area. */
import { AREAS } from "./areas.ts";
import { escapeXml } from "./escape-xml.ts";
import type { Report, Result } from "./report.ts";

export function junit({ url, results, failed, notApplicable, seconds }: Report): string {
  const totals = attributes({
    tests: results.length,
    failures: failed,
    skipped: notApplicable,
    time: seconds.toFixed(1),
  });
  const suites = AREAS.map((area) =>
    suiteOf(
      area,
      results.filter((one) => one.area === area),
    ),
  ).filter(Boolean);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${attributes({ name: `Attacks on ${url}` })} ${totals}>
${suites.join("\n")}
</testsuites>
`;
}

function suiteOf(area: string, results: Result[]): string {
  if (results.length === 0) return "";
  const count = (held: boolean | null) => results.filter((one) => one.held === held).length;
  const figures = attributes({ name: area, tests: results.length, failures: count(false), skipped: count(null) });
  return `  <testsuite ${figures}>\n${results.map(caseOf).join("\n")}\n  </testsuite>`;
}

function caseOf({ id, area, title, held, detail }: Result): string {
  const open = `    <testcase ${attributes({ classname: area, name: `${id}: ${title}` })}`;
  if (held === true) return `${open}/>`;
  const kind = held === null ? "skipped" : "failure";
  return `${open}><${kind} ${attributes({ message: detail })}/></testcase>`;
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escapeXml(String(value))}"`)
    .join(" ");
}
