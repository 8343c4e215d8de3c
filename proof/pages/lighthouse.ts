/**
 * `npm run proof -- lighthouse`: what Lighthouse says of each page on a phone, on a production build in use. Exits 1 when a page cannot be used by everybody.
 * Lighthouse is fetched by npx when it is asked for: a hundred packages are too many for one command that few run.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "@playwright/test";
import { z } from "zod";

import { accountPage } from "../../components/admin/account-path.ts";
import { CHATS } from "../../tests/support/e2e/scene-texts.ts";
import { READER, type SceneService, startSceneService } from "../../tests/support/e2e/scene-service.ts";
import { OWNER } from "./scene-parts.ts";
import { buildOnce } from "../../tests/support/app/build.ts";
import { memberCookie, type Member } from "../../tests/support/session.ts";
import { findChromium } from "../../tests/support/tools.ts";

const LIGHTHOUSE = "lighthouse@13.5.0";
/** Least scores. Performance is the machine's as much as the page's, so it is told and not judged: compare it with the landing page's. */
const ENOUGH = { performance: 0, accessibility: 95, "best-practices": 95 };
const RUNS = 5;
const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;

const PAGES: { name: string; path: string; who?: Member }[] = [
  { name: "landing", path: "/" },
  { name: "sign-in", path: "/sign-in" },
  { name: "chat, empty", path: "/", who: READER },
  { name: "chat, reopened", path: `/#${CHATS[0]?.id}`, who: READER },
  { name: "owner", path: "/admin", who: OWNER },
  { name: "owner, one user", path: accountPage("google:1042"), who: OWNER },
];

const reportSchema = z.looseObject({
  categories: z.record(z.enum(CATEGORIES), z.looseObject({ score: z.number() })),
  audits: z.record(z.string(), z.looseObject({ score: z.number().nullable(), title: z.string() })),
});
const MOST_TRIES = 4;

type Report = z.infer<typeof reportSchema>;

const browser = findChromium();
if (!browser) throw new Error("No Chromium was found. Install one, or set CHROMIUM_PATH.");
const folder = mkdtempSync(join(tmpdir(), "guarded-chat-lighthouse-"));
await buildOnce();
const service = await startSceneService();
try {
  await keepChats(service, browser);
  for (const page of PAGES) {
    const reports: Report[] = [];
    for (let run = 0; run < RUNS; run += 1) reports.push(await measure(service.app.origin, page, browser));
    tell(page.name, reports);
  }
} finally {
  await service.stop();
  rmSync(folder, { recursive: true });
}

/** The chats of a browser in use, so that the page has something to read at its start. */
async function keepChats(from: SceneService, executablePath: string): Promise<void> {
  const context = await chromium.launchPersistentContext(folder, { executablePath, args: ["--no-sandbox"] });
  await from.enter(await context.newPage(), READER, CHATS);
  await context.close();
}

async function measure(origin: string, page: (typeof PAGES)[number], chromePath: string): Promise<Report> {
  const headers = page.who ? { Cookie: await memberCookie(page.who) } : {};
  const report = join(folder, "report.json");
  const flags = [
    "--quiet",
    "--output=json",
    `--output-path=${report}`,
    `--only-categories=${CATEGORIES.join(",")}`,
    `--extra-headers=${JSON.stringify(headers)}`,
    `--chrome-flags=--headless=new --no-sandbox --disable-gpu --user-data-dir=${folder}`,
  ];
  const env = { ...process.env, CHROME_PATH: chromePath };
  const command = ["--yes", LIGHTHOUSE, origin + page.path, ...flags];
  for (
    let tries = 1;
    spawnSync("npx", command, { env, stdio: ["ignore", "ignore", "inherit"] }).status !== 0;
    tries += 1
  )
    // Now and then it loses the beginning of its own recording (NO_NAVSTART).
    if (tries === MOST_TRIES) throw new Error(`Lighthouse failed ${MOST_TRIES} times on ${page.path}`);
  return reportSchema.parse(JSON.parse(readFileSync(report, "utf8")));
}

/** The median of the runs; and what was found wanting, by name. */
function tell(name: string, reports: Report[]): void {
  const scores = CATEGORIES.map((category) => {
    const ordered = reports
      .map(({ categories }) => Math.round(categories[category].score * 100))
      .toSorted((a, b) => a - b);
    return ordered[Math.floor(RUNS / 2)] ?? 0;
  });
  console.log(`${name}: ${CATEGORIES.map((category, at) => `${category} ${scores[at]}`).join(", ")}`);
  const wanting = new Set(
    reports
      .flatMap(({ audits }) => Object.values(audits))
      .filter(({ score }) => score !== null && score < 0.9)
      .map(({ title }) => title),
  );
  for (const title of wanting) console.log(`  ${title}`);
  if (CATEGORIES.some((category, at) => (scores[at] ?? 0) < ENOUGH[category])) process.exitCode = 1;
}
