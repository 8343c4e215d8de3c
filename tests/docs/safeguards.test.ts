/** docs/safeguards.md says what is so: its links lead somewhere, its attacks exist, and no attack is missing from it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { ATTACKS } from "../attack/catalogue.ts";
import { ROOT } from "../support/build.ts";
import { SWITCHES } from "../support/one-off-switches.ts";

const page = readFileSync(join(ROOT, "docs/safeguards.md"), "utf8");
const rows = page.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| threat"));
const cells = rows.map((row) => row.split("|").map((cell) => cell.trim()));
const patterns = cells.flatMap(([, , , , attacks = ""]) =>
  [...attacks.matchAll(/`([^`]+)`/g)].map(([, id = ""]) => id),
);

function matches(pattern: string, id: string): boolean {
  return pattern.endsWith("*") ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}

it("has a line for each threat, with code, tests, attacks and limits", () => {
  expect(rows.length).toBeGreaterThan(20);
  const incomplete = cells.filter(([, , ...told]) => told.slice(0, 4).filter(Boolean).length < 4);
  expect(incomplete.map(([, threat]) => threat)).toEqual([]);
});

it("links to files that exist", () => {
  const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);
  expect(links.length).toBeGreaterThan(40);
  expect(links.filter((link) => !existsSync(join(ROOT, "docs", link)))).toEqual([]);
});

it("names attacks that exist", () => {
  expect(patterns.filter((pattern) => !ATTACKS.some(({ id }) => matches(pattern, id)))).toEqual([]);
});

it("leaves no attack out", () => {
  const missing = ATTACKS.filter(({ id }) => !patterns.some((pattern) => matches(pattern, id)));
  expect(missing.map(({ id }) => id)).toEqual([]);
});

it("rests on switches whose attacks exist", () => {
  const ids = new Set(ATTACKS.map(({ id }) => id));
  expect(SWITCHES.filter(({ named }) => !ids.has(named)).map(({ safeguard }) => safeguard)).toEqual([]);
});
