/** npm run attack -- --url URL --cookie 'name=value' --second-cookie 'name=value': tries a deployment's safeguards over HTTP alone. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { AREAS } from "./attack.ts";
import { reportCard } from "./report-card.ts";
import { reportPage } from "./report-page.ts";
import { type Report, runAttacks } from "./run.ts";

const HELP = `npm run attack -- --url URL [options]

  --url URL                     the deployment
  --cookie 'name=value'         a session of an ordinary member, as the browser keeps it
  --second-cookie 'name=value'  another member's
  --spend USD                   what the attacks may spend of these members' budgets (0.05)
  --only AREA                   ${AREAS.join(", ")}
  --json                        print { url, passed, failed, results } and nothing else
  --html FILE                   write the report as a page

Attack only what is yours. It ends with 0 when all held, 1 when some did not, 2 when nobody answered.`;

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    cookie: { type: "string" },
    "second-cookie": { type: "string" },
    spend: { type: "string", default: "0.05" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
    html: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

process.exitCode = values.help ? help() : await main();

function help(): number {
  console.log(HELP);
  return 0;
}

async function main(): Promise<number> {
  const complaint = whatIsWrong();
  if (complaint) return fail(complaint);
  const { url = "", cookie, only, json } = values;
  const report = await runAttacks({
    url,
    cookie,
    secondCookie: values["second-cookie"],
    spendUsd: Number(values.spend),
    only: (attack) => only === undefined || attack.area === only,
    onResult: () => void (process.stderr.isTTY && !json && process.stderr.write(".")),
  });
  if (!report) return fail(`Nobody answers at ${url}`);
  if (values.html !== undefined) writeFileSync(values.html, reportPage(report));
  if (json && process.stderr.isTTY) console.error(untried(report));
  console.log(json ? asJson(report) : reportCard(report));
  return report.results.every(({ held }) => held) ? 0 : 1;
}

function whatIsWrong(): string | undefined {
  const { url, spend, only } = values;
  if (!url || !/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    return `--url is missing, or no http address.\n\n${HELP}`;
  if (!(Number(spend) >= 0)) return "--spend is an amount in US dollars, 0 for none";
  const areas: readonly string[] = AREAS;
  return only === undefined || areas.includes(only) ? undefined : `--only is one of ${AREAS.join(", ")}`;
}

function asJson({ url, results }: Report): string {
  const passed = results.filter(({ held }) => held).length;
  return JSON.stringify({ url, passed, failed: results.length - passed, results });
}

/** What could not be tried is no result: a person hears of it beside them, and a program gets nothing but its JSON. */
function untried({ notTried, complaints }: Report): string {
  return [...complaints, ...notTried.map(({ id, reason }) => `not tried: ${id}: ${reason}`)].join("\n");
}

function fail(message: string): number {
  console.error(message);
  return 2;
}
