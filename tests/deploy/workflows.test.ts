/** A tag of an action can be moved to other code by whoever takes over its repository; a commit cannot. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { ROOT } from "../support/app/build.ts";

const uses = globSync(".github/**/*.{yml,yaml}", { cwd: ROOT }).flatMap((file) =>
  [...readFileSync(join(ROOT, file), "utf8").matchAll(/^[\s-]*uses:\s*(.+)$/gm)].map(
    ([, used = ""]) => `${file}: ${used}`,
  ),
);

it("pins every action by its commit, and says which version that is", () => {
  expect(uses.length).toBeGreaterThan(0);
  expect(uses.filter((used) => !/: [\w./-]+@[0-9a-f]{40} # v\d+(\.\d+){2}$/.test(used))).toEqual([]);
});
