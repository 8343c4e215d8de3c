/** Starts the built app (or `next dev`) as a process of its own on a loopback port, and keeps everything it prints. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { envSchema } from "../../../lib/env-schema.ts";
import { NEXT, ROOT } from "./build.ts";
import { safeguardsJson } from "../config.ts";
import { TEST_SECRET } from "../words.ts";

export type InstanceEnv = Partial<Record<keyof typeof envSchema.shape | `PROVIDER_${string}`, string>> & {
  VERCEL?: "1";
  NODE_OPTIONS?: string;
};

export type Instance = {
  origin: string;
  pid: number;
  /** All that the process has printed so far, both streams. */
  output: () => string;
  /** Reads no more of it, as a log reader that has ended: what the process prints from now on fails. */
  closeOutput: () => void;
  kill: (signal: NodeJS.Signals) => void;
  /** Resolves when the process has ended, with its exit code or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>;
  /** @throws Error when the process had ended by itself: a crash must not pass for a stop */
  stop: () => Promise<void>;
};

/** `standalone` runs the server.js in `cwd`, as a container does. */
export type InstanceOptions = { mode?: "start" | "dev" | "standalone"; port?: number; cwd?: string };

export async function startInstance(env: InstanceEnv, options: InstanceOptions = {}): Promise<Instance> {
  const port = options.port ?? (await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const { child, output } = launch(
    { NEXTAUTH_SECRET: TEST_SECRET, NEXTAUTH_URL: origin, ...env },
    { ...options, port },
  );
  try {
    await answers(`${origin}/api/health`, child);
  } catch (cause) {
    await end(child);
    throw new Error(`The instance did not start:\n${output()}`, { cause });
  }
  const stop = async () => {
    const crashed = hasEnded(child);
    await end(child);
    if (crashed) throw new Error(`The instance ended before it was told to:\n${output()}`);
  };
  const ended = exited(child).then(() => child.exitCode ?? child.signalCode);
  const closeOutput = () => {
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
  };
  return { origin, pid: child.pid ?? 0, output, closeOutput, kill: (signal) => void child.kill(signal), ended, stop };
}

/** For starts that must fail: waits for the end of the process and returns what it said. */
export async function runUntilExit(
  env: InstanceEnv,
  deadlineMs = 30_000,
): Promise<{ code: number | null; output: string }> {
  const { child, output } = launch(env, { port: await freePort() });
  const timer = setTimeout(() => child.kill("SIGKILL"), deadlineMs);
  await exited(child);
  clearTimeout(timer);
  return { code: child.exitCode, output: output() };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("No loopback port is free");
  return address.port;
}

type Launched = { child: ChildProcessByStdio<null, Readable, Readable>; output: () => string };

function launch(env: InstanceEnv, { mode = "start", port, cwd = ROOT }: InstanceOptions & { port: number }): Launched {
  const flags = ["-H", "127.0.0.1", "-p", String(port)];
  const program = mode === "standalone" ? ["server.js"] : [NEXT, mode, ...flags];
  const place = mode === "standalone" ? { HOSTNAME: "127.0.0.1", PORT: String(port) } : {};
  const child = spawn(process.execPath, program, {
    cwd,
    env: {
      ...bareEnv(),
      ...place,
      SAFEGUARDS_JSON: safeguardsJson(),
      NODE_ENV: mode === "dev" ? "development" : "production",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (printed += data.toString()));
  return { child, output: () => printed };
}

/** Every variable we know is set, if only to nothing: otherwise Next would fill it from the .env files of whoever runs this. */
function bareEnv(): Record<string, string> {
  const nothing = Object.fromEntries(Object.keys(envSchema.shape).map((name) => [name, ""]));
  const { PATH = "", HOME = "" } = process.env;
  return { ...nothing, PATH, HOME, NEXT_TELEMETRY_DISABLED: "1" };
}

/** Any answer will do, 503 as well: what it says is for the test to judge. */
async function answers(url: string, child: ChildProcess, deadline = Date.now() + 60_000): Promise<void> {
  while (Date.now() < deadline) {
    if (hasEnded(child)) throw new Error(`The process ended with ${child.exitCode}`);
    const response = await fetch(url, { signal: AbortSignal.timeout(20_000) }).catch(() => undefined);
    await response?.body?.cancel();
    if (response) return;
    await sleep(50);
  }
  throw new Error(`${url} did not answer`);
}

async function end(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await exited(child);
  clearTimeout(timer);
}

async function exited(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) await once(child, "exit");
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
