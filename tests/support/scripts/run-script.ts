/** Runs one of the owner's commands as its own process, with nothing of this machine's environment but what it is given. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

import { ROOT } from "../app/build.ts";

export type Run = { code: number | null; stdout: string; stderr: string };

/** @param script e.g. "reconcile", for scripts/reconcile.ts */
export async function runCommand(
  script: string,
  args: string[] = [],
  { env = {}, cwd = ROOT }: { env?: Record<string, string>; cwd?: string } = {},
): Promise<Run> {
  const { PATH = "" } = process.env;
  const command = ["--conditions=react-server", `${ROOT}/scripts/${script}.ts`, ...args];
  const child = spawn(process.execPath, command, {
    cwd,
    env: { NODE_ENV: "production", PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await exit;
  return { code: child.exitCode, stdout, stderr };
}
