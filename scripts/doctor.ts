/**
 * npm run doctor [-- --json]: is this configuration safe to go live with? `-- --url URL` asks the same of a deployment.
 * Exit 0: safe; 1: not; 2: could not tell. No value of a secret is ever printed.
 */
import { parseArgs } from "node:util";

import { readEnv, startEnv } from "../lib/env.ts";
import { resolveSafeguards } from "../lib/safeguards.ts";
import { checkConfiguration, presence } from "./doctor/configuration.ts";
import { checklist } from "./doctor/checklist.ts";
import { checkDeployment } from "./doctor/deployment.ts";
import { checkGit, envFiles } from "./doctor/files.ts";
import { exitCode, type Finding, speaker } from "./doctor/finding.ts";
import { printFindings, printPresence, printTable, printVerdict } from "./doctor/print.ts";
import { checkProviders } from "./doctor/provider.ts";
import { checkSafeguards, safeguardTable } from "./doctor/safeguards.ts";
import { checkPublicVariables, checkStrength, secretValues } from "./doctor/secrets.ts";
import { checkStore } from "./doctor/store.ts";
import { checkStoreCost } from "./doctor/store-cost.ts";
import { reachStore } from "./with-store.ts";

type Report = { findings: Finding[]; variables?: Record<string, boolean>; table?: string[][] };

const { url, json } = readArguments();
const report = url ? { findings: await checkThere(url) } : await checkHere();
const code = exitCode(report.findings);
if (json) console.log(JSON.stringify({ verdict: ["safe", "unsafe", "unknown"][code], ...report }));
else print(report);
// The bridge to a Redis keeps its connection, and with it the process.
process.exit(code);

function checkThere(url: URL): Promise<Finding[]> {
  const source = startEnv();
  return checkDeployment(url, { secrets: secretValues(source), configured: source.NEXTAUTH_URL });
}

async function checkHere(): Promise<Report> {
  // Copied before the bridge to a Redis adds its own.
  const source = { ...startEnv() };
  const files = [...checkPublicVariables([source, ...envFiles(process.cwd())]), ...checkGit(process.cwd())];
  const variables = presence(source);
  try {
    const env = readEnv(source);
    const config = resolveSafeguards(env.SAFEGUARDS_JSON);
    const store = await reachStore().then(
      () => checkStore(config.limits.storeMilliseconds, env),
      () => [],
    );
    const findings = [
      checkConfiguration(env, config),
      checkStrength(env),
      files,
      store,
      await checkProviders(env, config),
    ];
    return {
      variables,
      findings: [...findings, checkStoreCost(env, config), checkSafeguards(config), checklist(env)].flat(),
      table: safeguardTable(config),
    };
  } catch (error) {
    const { bad } = speaker("configuration");
    return {
      variables,
      findings: [bad(error instanceof Error ? error.message : "The configuration cannot be read."), ...files],
    };
  }
}

function print({ findings, variables, table }: Report): void {
  const questions = findings.filter(({ area }) => area === "checklist");
  if (variables) printPresence(variables);
  printFindings(findings.filter((finding) => !questions.includes(finding)));
  if (table) printTable(table);
  printFindings(questions);
  printVerdict(code);
}

function readArguments(): { url: URL | undefined; json: boolean } {
  try {
    const { values } = parseArgs({ options: { url: { type: "string" }, json: { type: "boolean", default: false } } });
    return { url: values.url === undefined ? undefined : new URL(values.url), json: values.json };
  } catch {
    console.error("Usage: npm run doctor [-- --url https://chat.example.com] [--json]");
    process.exit(2);
  }
}
