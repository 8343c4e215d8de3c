/** What a cloner does first breaks nothing: another configuration, and no more proof/. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { type Copy, copyProject } from "./support/copy.ts";

const MINUTES = 60_000;

let copy: Copy;

beforeAll(() => {
  copy = copyProject();
  rmSync(join(copy.path, "proof"), { recursive: true });
  const path = join(copy.path, "lib/config.ts");
  writeFileSync(path, ownConfiguration(readFileSync(path, "utf8")));
});
afterAll(() => copy.remove());

/** Another name for the default model, one model less, other limits, another budget, other models on a plan. */
function ownConfiguration(shipped: string): string {
  return shipped
    .replaceAll("gpt-6-luna", "our-model")
    .replace(/ {4}"gpt-6-sol": \{[^}]*\}[^}]*\},\n/, "")
    .replace(', "gpt-6-sol"]', "]")
    .replace(
      'models: ["our-model", "gpt-5-mini"],\n      requests: { "5m": 20,',
      'models: ["gpt-5-mini"],\n      requests: { "5m": 5,',
    )
    .replace("budgetUsd: { day: 2, month: 20 }", "budgetUsd: { day: 1, month: 5 }");
}

it("changes what it says it changes", () => {
  const text = readFileSync(join(copy.path, "lib/config.ts"), "utf8");
  expect(text).not.toMatch(/gpt-6|day: 2, month: 20|"5m": 20/);
  expect(text).toContain('models: ["gpt-5-mini"]');
});

it("passes the check", { timeout: 5 * MINUTES }, () => expect(copy.complaintOf("check")).toBeUndefined());

it("passes the unit tests", { timeout: 9 * MINUTES }, () => expect(copy.complaintOf("test:unit")).toBeUndefined());
