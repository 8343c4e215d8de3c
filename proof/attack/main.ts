/** npm run attack -- --url URL --cookie 'name=value' --second-cookie 'name=value': tries a deployment's safeguards over HTTP alone. */
import { writeFileSync } from "node:fs";

import { junit } from "./junit.ts";
import { type Options, readOptions } from "./options.ts";
import { reportCard, whyNotApplicable } from "./report-card.ts";
import { reportPage } from "./report-page.ts";
import { moneyResults } from "./money-results.ts";
import { asJson } from "./report.ts";
import { runAttacks, summed } from "./run.ts";
import { sarif } from "./sarif.ts";

const options = readOptions(process.argv.slice(2));
if ("help" in options) console.log(options.help);
else process.exitCode = "wrong" in options ? fail(options.wrong) : await main(options);

async function main({ target, money, only, json, files }: Options): Promise<number> {
  const tried = await runAttacks({
    ...target,
    only: (attack) => only === undefined || attack.area === only,
    onResult: () => void (process.stderr.isTTY && !json && process.stderr.write(".")),
  });
  if (!tried) return fail(`Nobody answers at ${target.url}`);
  const chosen = only === undefined || only === "money";
  const more = money && chosen ? await moneyResults(target, money) : [];
  const report = { ...tried, ...summed([...tried.results, ...more]) };
  if (files.html !== undefined) writeFileSync(files.html, reportPage(report));
  if (files.sarif !== undefined) writeFileSync(files.sarif, sarif(report));
  if (files.junit !== undefined) writeFileSync(files.junit, junit(report));
  // A program gets nothing but its JSON; a person hears of the rest beside it.
  if (json && process.stderr.isTTY)
    console.error([...report.complaints, ...whyNotApplicable(report.results)].join("\n"));
  console.log(json ? asJson(report) : reportCard(report));
  // Where nothing applies, or a session opens nothing, too little is known: that is no success.
  return report.failed > 0 || report.passed === 0 || report.complaints.length > 0 ? 1 : 0;
}

function fail(message: string): number {
  console.error(message);
  return 2;
}
