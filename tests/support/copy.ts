/** A copy of the project in a folder of its own, for what a cloner may change and delete. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { ROOT } from "./app/build.ts";

export type Copy = {
  path: string;
  /** @returns everything that the npm script printed, when it failed; undefined when it passed */
  complaintOf: (script: string) => string | undefined;
  remove: () => void;
};

/** Neither what was built nor what git keeps; the packages are shared. */
const LEFT_OUT = new Set(["node_modules", ".next", ".git", "test-results", "screenshots"]);

export function copyProject(): Copy {
  const path = mkdtempSync(join(tmpdir(), "guarded-chat-copy-"));
  cpSync(ROOT, path, { recursive: true, filter: (from) => !LEFT_OUT.has(basename(from)) });
  symlinkSync(join(ROOT, "node_modules"), join(path, "node_modules"));
  return {
    path,
    complaintOf: (script) => complaintOf(script, path),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

function complaintOf(script: string, cwd: string): string | undefined {
  // A vitest inside a vitest must not take itself for one of its workers.
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST|REPORT_FILE)/.test(name));
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", script], {
    cwd,
    env: Object.fromEntries(own) as NodeJS.ProcessEnv,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return status === 0 ? undefined : `${stdout}\n${stderr}`.slice(-8_000);
}
