/** `wrangler dev` as a process of its own: the built Worker in a local workerd, on a loopback port. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { ROOT } from "../../tests/support/app/build.ts";
import { freePort, type InstanceEnv } from "../../tests/support/app/instance.ts";

export type Worker = { origin: string; output: () => string; stop: () => Promise<void> };

const FOLDER = join(ROOT, "deploy/cloudflare");
const WRANGLER = join(FOLDER, "node_modules/wrangler/bin/wrangler.js");

/** NEXTAUTH_URL is the Worker's own address. */
export async function startWorker(variables: InstanceEnv): Promise<Worker> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const vars = Object.entries({ NEXTAUTH_URL: origin, ...variables }).map(([name, value]) => `${name}:${value}`);
  const flags = ["dev", "--ip", "127.0.0.1", "--port", `${port}`, "--inspector-port", `${await freePort()}`];
  const child = spawn(process.execPath, [WRANGLER, ...flags, "--var", ...vars], {
    cwd: FOLDER,
    env: { ...process.env, CI: "1", NO_COLOR: "1", WRANGLER_SEND_METRICS: "false" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (printed += data.toString()));
  const stop = () => end(child);
  const worker = { origin, output: () => printed, stop };
  await answers(worker, child);
  return worker;
}

async function answers({ origin, output, stop }: Worker, child: ChildProcess): Promise<void> {
  for (const giveUpAt = Date.now() + 90_000; Date.now() < giveUpAt && child.exitCode === null; await sleep(200)) {
    const response = await fetch(`${origin}/api/health`).catch(() => undefined);
    await response?.body?.cancel();
    if (response) return;
  }
  await stop();
  throw new Error(`The Worker did not start:\n${output()}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
