/** Makes sure of Chromium, a Redis and nginx before any test runs: installs them where that is ours to do, else says what is missing. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

import { findChromium, findNginx, findRedisServer } from "../tests/support/tools.ts";

/** Ends the process with a message when one is missing and cannot be had. */
export function requireTools(): void {
  if (missingTools().length > 0 && mayInstall()) install(missingTools());
  const missing = missingTools();
  if (missing.length === 0) return;
  console.error(`These tests need ${missing.join(", ")}, neither on PATH nor installable here.`);
  console.error("Debian or Ubuntu: sudo apt-get install chromium redis-server nginx");
  console.error("macOS: brew install redis nginx, and Chrome, or CHROMIUM_PATH=/path/to/a/chromium");
  console.log("\n0 passed, 1 failed");
  process.exit(1);
}

function missingTools(): string[] {
  const programs = { chromium: findChromium, "redis-server": findRedisServer, nginx: findNginx };
  return Object.entries(programs).flatMap(([name, find]) => (find() ? [] : name));
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version");
}

function install(packages: string[]): void {
  console.log(`Installing ${packages.join(", ")} with apt-get.`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const run = (...args: string[]) => spawnSync("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"] });
  run("update", "-qq");
  run("install", "-y", "-qq", "--no-install-recommends", ...packages);
}
