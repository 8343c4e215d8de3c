/** The report as one HTML file that loads nothing. */
import { AREAS } from "./attack.ts";
import { ATTACKS } from "./catalogue.ts";
import type { Report, Result, Untried } from "./run.ts";

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
  th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  td.number, th.number { text-align: right; }
  small, .quiet { color: color-mix(in srgb, currentColor 65%, transparent); }
  .held { color: light-dark(#1a7f37, #57c26f); } .broken { color: light-dark(#c0392b, #ff7b6b); font-weight: 600; }
  td, code { overflow-wrap: anywhere; }
`;

export function reportPage(report: Report): string {
  const { url, results, notTried, complaints, seconds } = report;
  const failed = results.filter(({ held }) => !held).length;
  const sections = AREAS.map((area) =>
    section(
      area,
      results.filter((one) => one.area === area),
      notTried.filter((one) => one.area === area),
    ),
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Attack report: ${escape(url)}</title>
<style>${STYLE}</style>
<h1>Attack report</h1>
<p><code>${escape(url)}</code>, ${new Date().toISOString().slice(0, 16)}Z, ${Math.round(seconds)} s</p>
<p><strong class="${failed > 0 ? "broken" : "held"}">${results.length - failed} held, ${failed} did not</strong>, ${notTried.length} were not tried.</p>
${complaints.map((one) => `<p class="broken">${escape(one)}</p>`).join("\n")}
${overview(results, notTried)}
${sections.join("\n")}
</html>
`;
}

function overview(results: Result[], notTried: Untried[]): string {
  const rows = AREAS.map((area) => {
    const here = results.filter((one) => one.area === area);
    const held = here.filter((one) => one.held).length;
    const figures = [held, here.length - held, notTried.filter((one) => one.area === area).length];
    return `<tr><td><a href="#${area}">${area}</a></td>${figures.map((figure) => `<td class="number">${figure || ""}</td>`).join("")}</tr>`;
  });
  return `<table><tr><th>area</th><th class="number">held</th><th class="number">did not</th><th class="number">not tried</th></tr>${rows.join("")}</table>`;
}

function section(area: string, results: Result[], notTried: Untried[]): string {
  if (results.length + notTried.length === 0) return "";
  const sorted = results.toSorted((a, b) => Number(a.held) - Number(b.held));
  const tried = sorted.map(({ id, title, held, detail }) =>
    row(
      id,
      title,
      `<span class="${held ? "held" : "broken"}">${held ? "held" : "did not hold"}</span><br><small>${escape(detail)}</small>`,
    ),
  );
  const untried = notTried.map(({ id, title, reason }) =>
    row(id, title, `<span class="quiet">not tried</span><br><small>${escape(reason)}</small>`),
  );
  return `<h2 id="${area}">${area}</h2><table>${[...tried, ...untried].join("")}</table>`;
}

function row(id: string, title: string, outcome: string): string {
  const why = ATTACKS.find((attack) => attack.id === id)?.why ?? "";
  return `<tr><td>${escape(title)}<br><small>${escape(why)}<br><code>${escape(id)}</code></small></td><td>${outcome}</td></tr>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
