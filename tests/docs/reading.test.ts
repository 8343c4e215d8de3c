/** README's "Reading it" is honest: its files exist in that order of the request, and are about as long as it says. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { ROOT } from "../support/app/build.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const lengthOf = (path: string): number => read(path).trimEnd().split("\n").length;

const rows = [...read("README.md").matchAll(/^\| \[`[^`]+`\]\(([^)]+)\)\s+\| (\d+)\s+\|/gm)].map(
  ([, path = "", lines = ""]) => ({ path, lines: Number(lines) }),
);

it("tells how long the files of the request's way are, within ten lines", () => {
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter(({ path, lines }) => Math.abs(lengthOf(path) - lines) > 10)).toEqual([]);
});
