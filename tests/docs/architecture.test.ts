/** docs/architecture.md draws what is so: its arrows are the imports between the parts, no more and no fewer. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { ROOT } from "../support/app/build.ts";
import { folderOf, productFiles } from "../support/source.ts";

const page = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
const drawn = [...page.matchAll(/^ {2}([\w-]+) --> ([\w-]+)$/gm)].map(([, from = "", to = ""]) => `${from} → ${to}`);

/** lib/usage/price.ts is part of "usage", app/layout.tsx of "app", and lib/env.ts of none: everybody has it. */
function partOf(path: string): string | undefined {
  if (!path.includes("/")) return path.replace(/\.ts$/, "");
  return path.startsWith("lib/") ? folderOf(path).split("/")[1] : path.split("/")[0];
}

it("draws each import between two parts", () => {
  const files = productFiles();
  const own = new Set(files.map(({ path }) => path));
  const arrows = files
    .flatMap(({ imports }) => imports)
    .filter(({ target, typeOnly }) => !typeOnly && own.has(target))
    .map(({ from, target }) => [partOf(from), partOf(target)])
    .filter(([from, to]) => from && to && from !== to)
    .map(([from, to]) => `${from} → ${to}`);
  expect(drawn.toSorted()).toEqual([...new Set(arrows)].toSorted());
});

it("says what each part of lib is for", () => {
  const parts = new Set(productFiles().flatMap(({ path }) => (path.startsWith("lib/") ? (partOf(path) ?? []) : [])));
  const missing = [...parts].filter((part) => !page.includes(`| \`${part}\``));
  expect(missing).toEqual([]);
});
