/**
 * `npm run proof -- mutants`: breaks the ledger in each way that this folder knows, in copies of the tree, and runs on them the
 * test that must notice. A mutant that survives is a safeguard that nobody would miss: then this fails. `--only word` picks
 * some, `--by proof/simulation/simulation.deep.test.ts` has another test look for all.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { inTheReckoning } from "./in-the-reckoning.ts";
import { inTheScripts } from "./in-the-scripts.ts";
import { inTheSteps } from "./in-the-steps.ts";
import { inTheWiring } from "./in-the-wiring.ts";
import type { Mutant } from "./mutant.ts";

const COPIED = [
  "lib",
  "tests/usage",
  "tests/chat",
  "tests/ledger",
  "tests/operate",
  "tests/gate",
  "tests/support",
  "vitest.config.ts",
  "package.json",
  "tsconfig.json",
];
/** Waiting, not reckoning, is most of it: a few more than there are processors. */
const WORKERS = availableParallelism() + 1;
/** A mutant may make something wait for ever. */
const DEADLINE_MS = 180_000;

const { only, by } = parseArgs({ options: { only: { type: "string" }, by: { type: "string" } } }).values;
const mutants = [...inTheScripts, ...inTheReckoning, ...inTheWiring, ...inTheSteps];
const chosen = mutants.filter(({ name, file }) => only === undefined || `${file} ${name}`.includes(only));
const survivors: string[] = [];
/** What the latest failing tests said. */
let lastOutput = "";
const start = performance.now();

const trees = Array.from({ length: WORKERS }, copyOfTheTree);
try {
  const [first = ""] = trees;
  const tests = new Set(chosen.map(({ test }) => by ?? test));
  if (!(await passes(first, [...tests]))) throw new Error(`The tests fail without any mutant:\n${lastOutput}`);
  console.log(`the tests pass without a mutant (${seconds(start)})`);
  const queue = [...chosen];
  await Promise.all(trees.map((tree) => work(tree, queue)));
} finally {
  for (const tree of trees) rmSync(tree, { recursive: true, force: true });
}
console.log(`${chosen.length - survivors.length} killed, ${survivors.length} survived (${seconds(start)})`);
process.exitCode = survivors.length > 0 || chosen.length === 0 ? 1 : 0;

function copyOfTheTree(): string {
  const tree = mkdtempSync(join(tmpdir(), "guarded-chat-mutant-"));
  for (const path of COPIED) cpSync(path, join(tree, path), { recursive: true });
  symlinkSync(resolve("node_modules"), join(tree, "node_modules"));
  return tree;
}

async function work(tree: string, queue: Mutant[]): Promise<void> {
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const began = performance.now();
    const isKilled = await kills(tree, mutant);
    if (!isKilled) survivors.push(mutant.name);
    console.log(
      `${isKilled ? "killed  " : "SURVIVED"} ${mutant.file.slice("lib/".length)}: ${mutant.name} (${seconds(began)})`,
    );
  }
}

async function kills(tree: string, { name, file, find, replace, test }: Mutant): Promise<boolean> {
  const path = join(tree, file);
  const original = readFileSync(path, "utf8");
  if (original.split(find).length !== 2) throw new Error(`${name}: its place in ${file} is not there once`);
  writeFileSync(
    path,
    original.replace(find, () => replace),
  );
  const isKilled = !(await passes(tree, [by ?? test]));
  writeFileSync(path, original);
  return isKilled;
}

function passes(tree: string, tests: string[]): Promise<boolean> {
  const options = [
    "run",
    "--project",
    "unit",
    "--bail",
    "1",
    "--cache=false",
    "--maxWorkers",
    "3",
    "--fsModuleCachePath",
    join(tree, "cache"),
  ];
  const env = { ...process.env, SIMULATION_RUNS: "150" };
  const child = spawn(process.execPath, [resolve("node_modules/vitest/vitest.mjs"), ...options, ...tests], {
    cwd: tree,
    env,
    stdio: ["ignore", "pipe", "ignore"],
    timeout: DEADLINE_MS,
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code !== 0) lastOutput = output;
      resolve(code === 0);
    });
  });
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
