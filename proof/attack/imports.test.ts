/** Imports run one way here too: from the line to the target up to the command, types included. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { ROOT } from "../../tests/support/app/build.ts";
import { findCycle, parseSource } from "../../tests/support/source.ts";

const files = globSync("proof/attack/**/*.ts", { cwd: ROOT }).map((path) =>
  parseSource(path, readFileSync(join(ROOT, path), "utf8")),
);
const importsOf = (isFrom: (path: string) => boolean) =>
  files.filter(({ path }) => isFrom(path)).flatMap(({ imports }) => imports);
const named = (...names: string[]) => new RegExp(`^proof/attack/(?:${names.join("|")})\\.ts$`);

it("has no circle", () => {
  expect(files.length).toBeGreaterThan(50);
  expect(findCycle(files)).toEqual([]);
});

it("lets no attack know how it is run or reported", () => {
  const above = named("run", "main", "catalogue", "report.*", "grade", "sarif", "junit");
  const wrong = importsOf((path) => path.startsWith("proof/attack/areas/")).filter(({ target }) => above.test(target));
  expect(wrong).toEqual([]);
});

it("lets no form of the report reach the target", () => {
  const forms = named("report", "report-card", "report-page", "grade", "sarif", "junit");
  const wrong = importsOf((path) => forms.test(path)).filter(({ target }) =>
    named("target", "account", "run").test(target),
  );
  expect(wrong).toEqual([]);
});
