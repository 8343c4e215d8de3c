/** Each folder of proof/ says in a few lines what it proves, how to run it, and what a failure means. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { ROOT } from "../tests/support/app/build.ts";

const PARTS = ["**It proves**", "**Run it**", "**A failure means**"];

it.each(globSync("proof/*/", { cwd: ROOT }))("%s has such a README", (folder) => {
  const text = readFileSync(join(ROOT, folder, "README.md"), "utf8");
  expect(PARTS.filter((part) => !text.includes(part))).toEqual([]);
  expect(text.split("\n").length).toBeLessThanOrEqual(16);
});
