/** The real gateway of Portkey, from the npm registry into a folder of its own that goes with the run. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { freePort } from "../../tests/support/app/instance.ts";
import type { Running } from "./written.ts";

const PACKAGE = "@portkey-ai/gateway";
const VERSION = "1.15.2";
/** With a newer one, which its own range allows, it calls the provider and then answers 500: "TypeError: immutable". */
const SERVER = { "@hono/node-server": "1.13.8" };
export type Installed = { version: string; program: string; remove: () => void };

/** @throws Error with the package manager's words when it cannot be had */
export function installPortkey(): Installed {
  const folder = mkdtempSync(join(tmpdir(), "guarded-chat-rival-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ dependencies: { [PACKAGE]: VERSION }, overrides: SERVER }),
  );
  const options = ["--no-audit", "--no-fund", "--ignore-scripts"];
  const { status, stderr } = spawnSync("npm", ["install", ...options], { cwd: folder, encoding: "utf8" });
  if (status === 0)
    return { version: VERSION, program: join(folder, "node_modules", PACKAGE, "build/start-server.js"), remove };
  remove();
  throw new Error(`npm could not install ${PACKAGE}: ${stderr.trim().split("\n").at(-1)}`);
}

/** Its callers bring the provider's key and address along: the open gateway keeps neither. */
export function portkeyHeaders(provider: { url: string; key: string }): Record<string, string> {
  return {
    authorization: `Bearer ${provider.key}`,
    "x-portkey-provider": "openai",
    "x-portkey-custom-host": provider.url,
  };
}

export async function startPortkey({ program }: Installed): Promise<Running> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  let child = await start(program, port);
  const end = async () => {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  const crash = async () => {
    await end();
    child = await start(program, port);
  };
  return { origin, crash, stop: end };
}

async function start(program: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, `--port=${port}`, "--headless"], { stdio: "ignore" });
  for (let tries = 0; tries < 200 && child.exitCode === null; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer) return child;
    await sleep(100);
  }
  child.kill("SIGKILL");
  throw new Error("Portkey's gateway did not start");
}
