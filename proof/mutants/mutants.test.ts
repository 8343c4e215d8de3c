/** `npm run proof -- mutants` is long, so that its list is kept up to date here: a safeguard that was rewritten needs a new mutant. */
import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { inTheReckoning } from "./in-the-reckoning.ts";
import { inTheScripts } from "./in-the-scripts.ts";
import { inTheSteps } from "./in-the-steps.ts";
import { inTheWiring } from "./in-the-wiring.ts";

const mutants = [...inTheScripts, ...inTheReckoning, ...inTheWiring, ...inTheSteps];

describe("a mutant", () => {
  it.each(mutants.map((mutant) => [mutant.file, mutant.name, mutant] as const))(
    "has one place in %s: %s",
    (file, _, { find, replace }) => {
      expect(readFileSync(file, "utf8").split(find)).toHaveLength(2);
      expect(replace).not.toBe(find);
    },
  );

  it("has a name of its own", () => {
    expect(new Set(mutants.map(({ file, name }) => `${file} ${name}`)).size).toBe(mutants.length);
  });
});
