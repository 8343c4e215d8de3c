/** The report in each of its forms: what a target has said stays words, and other programs can read it. */
import { expect, it } from "vitest";
import { z } from "zod";

import { letterOf } from "./grade.ts";
import { junit } from "./junit.ts";
import { reportCard } from "./report-card.ts";
import { reportPage } from "./report-page.ts";
import { asJson, type Report } from "./report.ts";
import { missingIn } from "./safeguards.ts";
import { sarif } from "./sarif.ts";

const EVIL = `</td><script>alert("1")</script>&'\u0000`;
const results: Report["results"] = [
  { id: "knobs-tools", area: "knobs", title: "The field tools is refused", held: false, detail: EVIL },
  { id: "tokens-absent", area: "tokens", title: "No token opens no chat", held: true, detail: "401" },
  { id: "tokens-race", area: "tokens", title: "Used once", held: null, detail: "no session" },
];
const report: Report = {
  url: "http://127.0.0.1:9",
  profile: "starter",
  passed: 1,
  failed: 1,
  notApplicable: 1,
  missing: missingIn(results),
  results,
  complaints: [],
  seconds: 1.5,
};

it("prints what is bound, and nothing else", () => {
  const keys = ["url", "profile", "passed", "failed", "notApplicable", "missing", "results"];
  expect(Object.keys(z.record(z.string(), z.unknown()).parse(JSON.parse(asJson(report))))).toEqual(keys);
});

it("names a safeguard as missing when all that applies to it failed, and not when something held", () => {
  expect(report.missing.map(({ name }) => name)).toEqual(["closed set of fields"]);
});

it("gives no letter where nothing applies, and an A for nothing less than all", () => {
  expect([letterOf(0, 0), letterOf(9, 9), letterOf(98, 99), letterOf(1, 2), letterOf(0, 2)]).toEqual([
    "–",
    "A",
    "B",
    "D",
    "F",
  ]);
});

it("tells what failed, what is missing and why something does not apply", () => {
  const card = reportCard(report);
  expect(card).toContain("1 held, 1 did not, 1 do not apply");
  expect(card).toContain("closed set of fields: ");
  expect(card).toContain("because no session: tokens-race");
});

it("counts by area what does not apply for one reason, where a list of names would be a wall", () => {
  const many = (["tokens", "knobs"] as const).flatMap((area) =>
    Array.from({ length: 10 }, (_, at) => ({ id: `${area}-${at}`, area, title: "", held: null, detail: "no session" })),
  );
  const card = reportCard({ ...report, results: many });
  expect(card).toContain("because no session: 10 of tokens, 10 of knobs (--html lists them)");
  expect(card).not.toContain("tokens-1");
});

it("folds what does not apply on the page", () => {
  expect(reportPage(report)).toMatch(/<details><summary>1 does not apply<\/summary>.*tokens-race.*<\/details>/);
});

it("escapes on the page, and loads nothing", () => {
  const page = reportPage(report);
  expect(page).not.toContain("<script");
  expect(page).toContain("&lt;script&gt;");
  expect(page).not.toMatch(/(?:src|href)="(?!#)|url\(/);
});

it("writes XML that holds no markup of the target's", () => {
  const xml = junit(report);
  expect(xml).toContain('tests="3" failures="1" skipped="1"');
  expect(xml).not.toContain("<script");
  expect(xml).not.toContain("\u0000");
  expect(xml.match(/<testcase /g)).toHaveLength(3);
});

/** Without these GitHub refuses the file, or shows no alert. */
const text = z.object({ text: z.string().min(1) });
const acceptedByGitHub = z.object({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.tuple([
    z.object({
      tool: z.object({
        driver: z.object({
          name: z.string().min(1),
          rules: z.array(
            z.object({ id: z.string().min(1), shortDescription: text, fullDescription: text, help: text }).loose(),
          ),
        }),
      }),
      results: z.array(
        z.object({
          ruleId: z.string().min(1),
          ruleIndex: z.int().nonnegative(),
          level: z.enum(["error", "warning", "note"]),
          message: text,
          locations: z.tuple([
            z.object({
              physicalLocation: z.object({
                artifactLocation: z.object({ uri: z.string().regex(/^(?![a-z]+:|\/)\S+$/) }),
                region: z.object({ startLine: z.int().positive() }),
              }),
            }),
          ]),
          partialFingerprints: z.object({ primaryLocationLineHash: z.string().min(1) }),
        }),
      ),
    }),
  ]),
});

it("writes SARIF with all that code scanning asks for, failures alone", () => {
  const [run] = acceptedByGitHub.parse(JSON.parse(sarif(report))).runs;
  expect(run.results.map(({ ruleId }) => ruleId)).toEqual(["knobs-tools"]);
  expect(run.results.map(({ ruleIndex }) => run.tool.driver.rules[ruleIndex]?.id)).toEqual(["knobs-tools"]);
});
