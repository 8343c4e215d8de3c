/** How much a process of ours still holds: files and sockets by the kernel's word, memory by its own after a collection. */
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import { freePort, type InstanceEnv } from "../../tests/support/app/instance.ts";

export type Inspector = { env: InstanceEnv; liveMegabytes: () => Promise<number> };

const targets = z.tuple([z.looseObject({ webSocketDebuggerUrl: z.string() })], z.unknown());
const answer = z.looseObject({
  id: z.int(),
  result: z.looseObject({ result: z.looseObject({ value: z.unknown() }).optional() }),
});

/** @returns what an instance must be started with, and then a way to ask it what is live after a full garbage collection */
export async function inspector(): Promise<Inspector> {
  const place = `127.0.0.1:${await freePort()}`;
  const liveMegabytes = async () => {
    const [{ webSocketDebuggerUrl }] = targets.parse(await (await fetch(`http://${place}/json/list`)).json());
    await ask(webSocketDebuggerUrl, "HeapProfiler.collectGarbage");
    const expression = "(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())";
    return z.number().parse(await ask(webSocketDebuggerUrl, "Runtime.evaluate", { expression })) / 2 ** 20;
  };
  return { env: { NODE_OPTIONS: `--inspect=${place}` }, liveMegabytes };
}

async function ask(url: string, method: string, params: Record<string, string> = {}): Promise<unknown> {
  const socket = new WebSocket(url);
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  socket.addEventListener("open", () => socket.send(JSON.stringify({ id: 1, method, params })));
  socket.addEventListener("message", ({ data }) =>
    resolve(answer.parse(JSON.parse(String(data))).result.result?.value),
  );
  socket.addEventListener("error", () => reject(new Error(`${url} cannot be inspected`)));
  return promise.finally(() => socket.close());
}

export function handlesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Waits until the handles have come down to so many, as idle lines close after some seconds. @returns how many they are then */
export async function handlesAtRest(pid: number, atMost: number, seconds = 30): Promise<number> {
  for (const giveUpAt = Date.now() + seconds * 1_000; Date.now() < giveUpAt; await sleep(200))
    if (handlesOf(pid) <= atMost) break;
  return handlesOf(pid);
}
