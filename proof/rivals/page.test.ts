/** What the comparison comes down to, and that README and the page tell the same. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { ROOT } from "../../tests/support/app/build.ts";
import type { Result } from "../attack/report.ts";
import { ABOUT } from "./about.ts";
import type { Compared } from "./compare.ts";
import { failing, tally } from "./figures.ts";
import { page, summary } from "./page.ts";

const result = (id: string, area: Result["area"], held: boolean | null): Result => {
  return { id, area, title: id, held, detail: "" };
};
const results = [
  result("tokens-absent", "tokens", false),
  result("tokens-empty", "tokens", false),
  result("models-unknown", "models", true),
  result("models-dear", "models", false),
  result("admin-cron-open", "admin", null),
];
const money = [
  { id: "money-parallel", ceilingMicroUsd: 5_000, billedMicroUsd: 12_000, calls: 6 },
  { id: "money-one-by-one", ceilingMicroUsd: 5_000, billedMicroUsd: 4_900, calls: 4 },
];
const compared: Compared[] = [{ ...ABOUT.usual, results, money, seconds: 9 }];

it("counts what applies, and tells what is missing from what only failed", () => {
  expect(tally(results)).toMatchObject({ held: 1, failed: 3, notApplicable: 1, share: 0.25 });
  expect(failing(results).map(({ name, failed, isMissing }) => [name, failed, isMissing])).toEqual([
    ["one-time token", 2, true],
    ["model allowlist", 1, false],
  ]);
});

it("says how far beyond the ceiling the provider billed", () => {
  expect(summary(compared)).toContain("| the usual guide | 1 of 4 (25 %) | 1 | 1 of 2 | 2.4 × |");
});

it("writes what a switch named beside the one that was meant", () => {
  const oneOffs = [
    { off: "same origin", expected: "same origin", named: { "same origin": 4 } },
    { off: "sessions", expected: "session", named: { session: 2, pause: 1 } },
  ];
  const text = page({ compared, oneOffs, notRun: [], minutes: 1, on: "2026-11-28", machine: "A machine" });
  expect(text).toContain("| same origin | same origin (4) | yes |");
  expect(text).toContain("| sessions | session (2), pause (1) | **no** |");
  expect(text).toContain("**0.012 USD, 2.4 ×**");
});

it("has the same table in README and on the page", () => {
  const tableIn = (path: string) => /(?:^\|.*\n){4,}/m.exec(textOf(path))?.[0];
  const textOf = (path: string) => readFileSync(join(ROOT, path), "utf8").split("<!-- rivals:").at(-1) ?? "";
  expect(tableIn("docs/rivals.md")).toContain("| no safeguard");
  expect(tableIn("README.md")).toBe(tableIn("docs/rivals.md"));
});
