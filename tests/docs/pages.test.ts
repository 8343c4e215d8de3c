/** Every page of documentation speaks of things that exist: files, commands, variables. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, it } from "vitest";
import { z } from "zod";

import { envSchema } from "../../lib/env-schema.ts";
import { isProviderVariable } from "../../lib/provider-variables.ts";
import { ROOT } from "../support/app/build.ts";

const pages = globSync(["*.md", "docs/**/*.md", ".github/**/*.md", "deploy/*/*.md", "proof/*/*.md"], { cwd: ROOT }).map(
  (path) => ({
    path,
    text: readFileSync(join(ROOT, path), "utf8"),
  }),
);
const manifest = z.looseObject({ scripts: z.record(z.string(), z.string()) });
const scripts = globSync(["package.json", "deploy/*/package.json"], { cwd: ROOT }).flatMap((path) =>
  Object.keys(manifest.parse(JSON.parse(readFileSync(join(ROOT, path), "utf8"))).scripts),
);
/** Variables of the tests, of Next, of Compose, of platforms, and of what cloners add. */
const OTHERS =
  /^(?:NEXT_PUBLIC_\w*|NEXT_OTEL_\w+|NODE_\w+|FUZZ_SEED|CHROMIUM_PATH|REDIS_SERVER_PATH|REDIS_PASSWORD|STRIPE_\w+|BUILD_STANDALONE)$/;

function found(pattern: RegExp, isThere: (word: string, page: string) => boolean): string[] {
  return pages.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)]
      .map(([, word = ""]) => word)
      .filter((word) => !isThere(word, path))
      .map((word) => `${path}: ${word}`),
  );
}

it("has pages", () => {
  expect(pages.length).toBeGreaterThan(20);
});

it("links to files that exist", () => {
  const isThere = (link: string, page: string) => {
    const path = join(dirname(page), link);
    // A cloner may delete proof/; its own tests hold the links into it.
    return existsSync(join(ROOT, path)) || (path.startsWith("proof/") && !existsSync(join(ROOT, "proof")));
  };
  expect(found(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g, isThere)).toEqual([]);
});

it("names commands that exist", () => {
  expect(found(/\bnpm run ([\w:-]+)/g, (name) => scripts.includes(name))).toEqual([]);
});

it("names variables that exist", () => {
  const isThere = (name: string) => name in envSchema.shape || isProviderVariable(name) || OTHERS.test(name);
  expect(found(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g, isThere)).toEqual([]);
});
