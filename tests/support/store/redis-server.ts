/** A real Redis of the test's own: on a loopback port, in memory only, gone at the end. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findRedisServer } from "../tools.ts";

export type RedisServer = { url: string; port: number; pid: number; stop: () => Promise<void> };

/**
 * @param options port: the one to come back on after a stop; by default a free one; args: as its command line takes them
 * @throws Error when there is no Redis on this machine: a store test that skips itself would prove nothing
 */
export async function startRedisServer(
  options: { port?: number; password?: string; args?: string[] } = {},
): Promise<RedisServer> {
  const port = options.port ?? (await freePort());
  // A replica writes down what it is sent, and the next server in the same folder would begin with it.
  const folder = mkdtempSync(join(tmpdir(), "guarded-chat-redis-"));
  const memoryOnly = ["--save", "", "--appendonly", "no", "--dir", folder];
  const password = options.password ? ["--requirepass", options.password] : [];
  const more = [...password, ...(options.args ?? [])];
  const child = spawn(program(), ["--port", `${port}`, "--bind", "127.0.0.1", ...memoryOnly, ...more], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await ready(child);
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}`, port, pid: child.pid ?? 0, stop };
}

function program(): string {
  const path = process.env.REDIS_SERVER_PATH ?? findRedisServer();
  if (!path)
    throw new Error("These tests need redis-server or valkey-server on the PATH, or its path in REDIS_SERVER_PATH");
  return path;
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`Redis ended at once with ${code}:\n${output}`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("Ready to accept connections")) resolve();
    });
  });
}

/** Redis takes no port 0 for "any". */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("There is no free port");
  return address.port;
}
