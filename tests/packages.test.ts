/** What the lock file must hold: no version below a known hole, every platform, and no registry's address. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";
import { z } from "zod";

import { ROOT } from "./support/app/build.ts";

const entry = z.looseObject({
  version: z.string().optional(),
  resolved: z.string().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockText = readFileSync(join(ROOT, "package-lock.json"), "utf8");
const { packages } = z.looseObject({ packages: z.record(z.string(), entry) }).parse(JSON.parse(lockText));

/** The first version without a hole that is known to matter here. Raise a floor when an advisory does; never lower one. */
const FLOORS = [
  // Remote code execution in next/image; earlier, two bypasses of the middleware.
  ["next", "16.3.3"],
  ["next-auth", "4.24.15"],
  // Retries and log levels behave as lib/chat relies on.
  ["openai", "7.57.0"],
  ["ai", "7.0.173"],
  ["@upstash/redis", "1.39.0"],
  ["@upstash/ratelimit", "2.2.0"],
  ["jose", "6.2.17"],
  ["zod", "4.6.7"],
] as const;

const SWC = ["darwin-arm64", "darwin-x64", "linux-arm64-gnu", "linux-arm64-musl", "linux-x64-gnu", "linux-x64-musl"];
const SWC_WINDOWS = ["win32-arm64-msvc", "win32-x64-msvc"];

it.each(FLOORS)("locks %s at %s or above", (name, floor) => {
  expect(isAtLeast(packages[`node_modules/${name}`]?.version ?? "0.0.0", floor)).toBe(true);
});

it("compares versions by number", () => {
  expect(isAtLeast("16.10.0", "16.9.9")).toBe(true);
  expect(isAtLeast("16.3.2", "16.3.3")).toBe(false);
  expect(isAtLeast("4.24.15-beta.1", "4.24.15")).toBe(false);
});

it.each([...SWC, ...SWC_WINDOWS])("locks the compiler for %s", (platform) => {
  const version = packages[`node_modules/@next/swc-${platform}`]?.version;
  expect(version).toBe(packages["node_modules/next"]?.version);
});

it("locks every package for every platform, so that npm ci works on another machine than the one that made the lock", () => {
  const wanted = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name })),
  );
  const missing = wanted.filter(({ path, name }) => !homesOf(path, name).some((home) => packages[home]?.version));
  expect(missing.map(({ path, name }) => `${path} wants ${name}`)).toEqual([]);
});

it("names no registry, so that every clone installs from its own", () => {
  expect(Object.entries(packages).filter(([, { resolved }]) => resolved?.startsWith("http"))).toEqual([]);
});

/** Where Node would look for a package that another one asks for: beside it, and in every folder above. */
function homesOf(path: string, name: string): string[] {
  const parents = path.split("/node_modules/").map((_, at, parts) => parts.slice(0, at + 1).join("/node_modules/"));
  return [...parents.map((parent) => `${parent}/node_modules/${name}`), `node_modules/${name}`];
}

function isAtLeast(version: string, floor: string): boolean {
  if (version.includes("-")) return false;
  const [have, want] = [version, floor].map((one) => one.split(".").map(Number));
  for (const [at, part] of (want ?? []).entries()) {
    const difference = (have?.[at] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
