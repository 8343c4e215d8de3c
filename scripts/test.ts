/** `npm test`: every check there is, in order of cost, and one closing line. Nothing is skipped. */
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

requireTools();
add(gate("check"));
add(suite("test:unit", readVitest));
// The provider key is there while building, so that baking it into a file would show; the container's folder is made along the way.
add(gate("build", { OPENAI_API_KEY: CANARY, BUILD_STANDALONE: "1" }));
add(suite("test:app", readVitest));
add(suite("test:e2e", readPlaywright));
rmSync(reports, { recursive: true });

if (total.passed === 0) console.error("No test ran.");
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

/** A step without tests of its own: it adds nothing when it holds, and one failure when it does not. */
function gate(script: string, env: Record<string, string> = {}): Counts {
  return { passed: 0, failed: npmRun(script, env) ? 0 : 1 };
}

/** Believes neither the report nor the exit code alone: a suite that dies early writes a report of what it got to. */
function suite(script: string, read: (report: unknown) => Counts): Counts {
  const report = join(reports, `${script.replace(":", "-")}.json`);
  const ok = npmRun(script, { REPORT_FILE: report });
  try {
    const { passed, failed } = read(JSON.parse(readFileSync(report, "utf8")));
    return { passed, failed: ok ? failed : Math.max(1, failed) };
  } catch {
    console.error(`${script} left no readable report.`);
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

function npmRun(script: string, extra: Record<string, string> = {}): boolean {
  console.log(`\n── npm run ${script}`);
  const env = { ...process.env, ...extra, APP_IS_BUILT: "1" };
  return spawnSync("npm", ["run", "--silent", script], { env, stdio: ["ignore", "inherit", "inherit"] }).status === 0;
}
