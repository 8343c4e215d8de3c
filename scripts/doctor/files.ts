/** The .env files of this folder: what they would add to a build, and whether git has ever seen them. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

import type { EnvSource } from "../../lib/env.ts";
import { type Finding, speaker } from "./finding.ts";

const { good, bad, unclear } = speaker("secrets");

const FILES = [".env", ".env.local", ".env.production", ".env.production.local"];
const TEMPLATE = /(^|\/)\.env(\.[\w-]+)*\.(example|sample|template)$/;

/** What the framework reads from files in a production build. */
export function envFiles(folder: string): EnvSource[] {
  return FILES.map((name) => join(folder, name))
    .filter(existsSync)
    .map((path) => parseEnv(readFileSync(path, "utf8")));
}

export function checkGit(folder: string): Finding[] {
  const git = (...args: string[]) => spawnSync("git", ["-C", folder, ...args], { encoding: "utf8" });
  const { status, error } = git("rev-parse", "--is-inside-work-tree");
  if (error) return [unclear("Whether git holds a .env file: git could not be run.")];
  if (status !== 0) return [good("This folder is no git checkout, so git holds no .env file.")];
  const tracked = envNames(git("ls-files", "--", "*.env*").stdout);
  if (tracked.length > 0)
    return [
      bad(
        `git holds ${tracked.join(", ")}.`,
        "git rm --cached it, and replace every secret in it: it stays in the history.",
      ),
    ];
  const past = envNames(git("log", "--all", "--diff-filter=A", "--name-only", "--format=", "--", "*.env*").stdout);
  if (past.length > 0) return [bad(`git's history holds ${past.join(", ")}.`, "Replace every secret that was in it.")];
  return [good("No .env file is or was in git.")];
}

function envNames(lines: string): string[] {
  const names = lines.split("\n").filter((name) => /(^|\/)\.env(\.|$)/.test(name) && !TEMPLATE.test(name));
  return [...new Set(names)];
}
