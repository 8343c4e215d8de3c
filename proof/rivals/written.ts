/** Starts a rival that we wrote as a process of its own; it can die and come back at the same address. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import type { Orders, Written } from "./serve.ts";

export type Running = { origin: string; crash: () => Promise<void>; stop: () => Promise<void> };

const PROGRAM = fileURLToPath(new URL("serve.ts", import.meta.url));

export async function startWritten(name: Written, orders: Omit<Orders, "port">): Promise<Running> {
  let { child, port } = await start(name, { ...orders, port: 0 });
  const end = async () => {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  const crash = async () => {
    await end();
    ({ child, port } = await start(name, { ...orders, port }));
  };
  return { origin: `http://127.0.0.1:${port}`, crash, stop: end };
}

async function start(name: Written, orders: Orders): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(PROGRAM, [name, JSON.stringify(orders)], { execArgv: ["--conditions=react-server"] });
  const failed = once(child, "exit").then(() => Promise.reject(new Error(`The rival ${name} did not start`)));
  const [{ port }] = (await Promise.race([once(child, "message"), failed])) as [{ port: number }];
  failed.catch(() => {});
  return { child, port };
}
