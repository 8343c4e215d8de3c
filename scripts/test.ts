/** `npm test` proves a clone; with `--deep` it runs the long rest. Nothing is skipped, and one closing line adds all up. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { z } from "zod";

import { CANARY } from "../tests/support/words.ts";
import { requireTools } from "./require-tools.ts";

type Counts = { passed: number; failed: number };

const vitestReport = z.looseObject({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
});
const playwrightReport = z.looseObject({
  stats: z.looseObject({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
});

const reports = mkdtempSync(join(tmpdir(), "guarded-chat-"));
const total: Counts = { passed: 0, failed: 0 };
/** Seconds by step, printed at the end. */
const took: { step: string; seconds: number }[] = [];

requireTools();
if (process.argv.includes("--deep")) runDeep();
else runUsual();
rmSync(reports, { recursive: true });
printTimes();

if (total.passed === 0) console.error("No test ran.");
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

/** In order of cost. */
function runUsual(): void {
  add(gate("check"));
  add(suite("test:unit", readVitest));
  add(build());
  add(suite("test:app", readVitest));
  add(suite("test:e2e", readPlaywright));
}

/** What measures memory or speed comes when nothing else runs. */
function runDeep(): void {
  add(build());
  add(suite("deep", readVitest, ["vitest", "run", "--project", "deep"]));
  add(suite("alone", readVitest, ["vitest", "run", "--project", "alone"]));
  add(suite("pages", readPlaywright, ["playwright", "test", "--project", "deep"]));
}

/** The provider key is there while building, so that baking it into a file would show; the container's folder is made along the way. */
function build(): Counts {
  return gate("build", { OPENAI_API_KEY: CANARY, BUILD_STANDALONE: "1" });
}

/** A step without tests of its own: it adds nothing when it holds, and one failure when it does not. */
function gate(script: string, env: Record<string, string> = {}): Counts {
  return { passed: 0, failed: run(script, npmRun(script), env) ? 0 : 1 };
}

/** Believes neither the report nor the exit code alone: a suite that dies early writes a report of what it got to. */
function suite(name: string, read: (report: unknown) => Counts, command = npmRun(name)): Counts {
  const report = join(reports, `${name.replace(":", "-")}.json`);
  const ok = run(name, command, { REPORT_FILE: report });
  try {
    const { passed, failed } = read(JSON.parse(readFileSync(report, "utf8")));
    return { passed, failed: ok ? failed : Math.max(1, failed) };
  } catch {
    console.error(`${name} left no readable report.`);
    return { passed: 0, failed: 1 };
  }
}

/** A test that was left out proves nothing, so it counts as failed; one that passed at the second try has passed. */
function readVitest(report: unknown): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = vitestReport.parse(report);
  return { passed: numPassedTests, failed: numFailedTests + numPendingTests + numTodoTests };
}

function readPlaywright(report: unknown): Counts {
  const { expected, unexpected, flaky, skipped } = playwrightReport.parse(report).stats;
  return { passed: expected + flaky, failed: unexpected + skipped };
}

function add({ passed, failed }: Counts): void {
  total.passed += passed;
  total.failed += failed;
}

function npmRun(script: string): string[] {
  return ["npm", "run", "--silent", script];
}

/** npm has put the packages' own commands on the path. */
function run(step: string, [program = "", ...options]: string[], extra: Record<string, string>): boolean {
  console.log(`\n── ${step}`);
  const env = { ...process.env, ...extra, APP_IS_BUILT: "1" };
  const start = performance.now();
  const { status } = spawnSync(program, options, { env, stdio: ["ignore", "inherit", "inherit"] });
  took.push({ step, seconds: (performance.now() - start) / 1_000 });
  return status === 0;
}

function printTimes(): void {
  const all = took.reduce((sum, { seconds }) => sum + seconds, 0);
  const building = took.find(({ step }) => step === "build")?.seconds ?? all;
  const each = took.map(({ step, seconds }) => `${step} ${seconds.toFixed(0)} s`).join(", ");
  console.log(`\n${each}; together ${all.toFixed(0)} s, ${(all / building).toFixed(1)} times the build`);
}
