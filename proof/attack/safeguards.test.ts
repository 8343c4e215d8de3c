/** docs/safeguards.md says what is so: its attacks exist, and no attack is missing from it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { ATTACKS } from "./catalogue.ts";
import { ROOT } from "../../tests/support/app/build.ts";
import { SWITCHES } from "./one-off-switches.ts";
import { SAFEGUARDS, safeguardOf } from "./safeguards.ts";

const page = readFileSync(join(ROOT, "docs/safeguards.md"), "utf8");
/** One heading a threat, and below it a list of these. */
const PARTS = ["Code", "Tests", "Attacks", "Limits"];
const threats = page
  .split(/^### /m)
  .slice(1)
  .map((text) => ({ name: text.slice(0, text.indexOf("\n")), text: text.split(/^## /m)[0] ?? "" }));

function partOf(text: string, name: string): string {
  return new RegExp(`^- \\*\\*${name}\\*\\*: (.+(?:\\n  .+)*)`, "m").exec(text)?.[1] ?? "";
}

const patterns = threats.flatMap(({ text }) =>
  [...partOf(text, "Attacks").matchAll(/`([^`]+)`/g)].map(([, id = ""]) => id),
);

function matches(pattern: string, id: string): boolean {
  return pattern.endsWith("*") ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}

it("tells for each threat the code, the tests, the attacks and the limits", () => {
  expect(threats.length).toBeGreaterThan(20);
  const incomplete = threats.filter(({ text }) => !PARTS.every((part) => partOf(text, part)));
  expect(incomplete.map(({ name }) => name)).toEqual([]);
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

it("knows one safeguard behind each attack, and an attack for each safeguard", () => {
  const behind = new Set(ATTACKS.map(({ id }) => safeguardOf(id).name));
  expect([...behind].toSorted()).toEqual(SAFEGUARDS.map(({ name }) => name).toSorted());
});

it("shows files that exist", () => {
  expect(SAFEGUARDS.filter(({ see }) => !existsSync(join(ROOT, see)))).toEqual([]);
});
