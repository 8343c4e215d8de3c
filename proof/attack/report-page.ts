/** The report as one HTML file that loads nothing: grades first, then what is missing, then every attack. */
import { ATTACKS } from "./catalogue.ts";
import { escapeXml } from "./escape-xml.ts";
import { type Grade, gradesOf } from "./grade.ts";
import { STYLE } from "./report-style.ts";
import type { Missing, Report, Result } from "./report.ts";

export function reportPage(report: Report): string {
  const { url, profile, results, missing, complaints, passed, failed, notApplicable, seconds } = report;
  const grades = gradesOf(report);
  const sections = grades.map(({ area }) =>
    section(
      area,
      results.filter((one) => one.area === area),
    ),
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Attack report: ${escapeXml(url)}</title>
<style>${STYLE}</style>
<h1>Attack report</h1>
<p><code>${escapeXml(url)}</code> as <code>${profile}</code>, ${new Date().toISOString().slice(0, 16)}Z, ${Math.round(seconds)} s</p>
<p><strong class="${failed > 0 ? "failed" : "held"}">${passed} held, ${failed} did not</strong>, ${notApplicable} do not apply: there the honest request beside the attack did not succeed either, so that nothing is known.</p>
${complaints.map((one) => `<p class="failed">${escapeXml(one)}</p>`).join("\n")}
${missingTable(missing)}
${overview(grades)}
${sections.join("\n")}
</html>
`;
}

function missingTable(missing: Missing[]): string {
  if (missing.length === 0) return "";
  const rows = missing.map(
    ({ name, means, see }) =>
      `<tr><td><strong>${escapeXml(name)}</strong></td><td>${escapeXml(means)}<br><small>See <code>${escapeXml(see)}</code></small></td></tr>`,
  );
  return `<h2>Missing</h2><table>${rows.join("")}</table>`;
}

function overview(grades: Grade[]): string {
  const rows = grades.map(({ area, grade, applicable, held, failed, missing }) => {
    const figures = [applicable, held, failed, missing].map((figure) => `<td class="number">${figure || ""}</td>`);
    return `<tr><td><a href="#${area}">${area}</a></td><td class="grade ${grade === "A" ? "held" : ""}">${grade}</td>${figures.join("")}</tr>`;
  });
  const heads = ["applicable", "held", "failed", "missing"].map((name) => `<th class="number">${name}</th>`);
  return `<h2>Grades</h2><table class="figures"><tr><th>area</th><th>grade</th>${heads.join("")}</tr>${rows.join("")}</table>`;
}

function section(area: string, results: Result[]): string {
  const rowsOf = (wanted: boolean | null) => results.filter(({ held }) => held === wanted).map(row);
  const [tried, rest] = [[...rowsOf(false), ...rowsOf(true)], rowsOf(null)];
  const table = (rows: string[]) => (rows.length > 0 ? `<table>${rows.join("")}</table>` : "");
  const folded = `<details><summary>${rest.length} ${rest.length === 1 ? "does" : "do"} not apply</summary>${table(rest)}</details>`;
  return `<h2 id="${area}">${area}</h2>${table(tried)}${rest.length > 0 ? folded : ""}`;
}

function row({ id, title, held, detail }: Result): string {
  const why = ATTACKS.find((attack) => attack.id === id)?.why ?? "";
  const [kind, words] = outcomeOf(held);
  return `<tr><td>${escapeXml(title)}<br><small>${escapeXml(why)}<br><code>${escapeXml(id)}</code></small></td><td><span class="${kind}">${words}</span><br><small>${escapeXml(detail)}</small></td></tr>`;
}

function outcomeOf(held: boolean | null): [kind: string, words: string] {
  if (held === null) return ["quiet", "does not apply"];
  return held ? ["held", "held"] : ["failed", "did not hold"];
}
