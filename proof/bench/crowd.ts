/** Many replies streaming at once: what each keeps in memory, whether all arrive, and whether the books are exact. */
import { setTimeout as sleep } from "node:timers/promises";

import { readBooks } from "../../tests/support/app/books.ts";
import { inspector } from "../soak/vitals.ts";
import { residentMegabytes } from "./machine.ts";
import { guardedShots, signIn } from "./shots.ts";
import { type Stage, startStage } from "./stage.ts";

export type Crowd = { count: number; perStreamKb: number; residentMb: number; dropped: number; off: number };

/** They begin within eight seconds and last twenty, so in between all of them stream. */
const RAMP_MS = 8_000;
const WISH = "bench 20 1000";
const PLATEAU_MS = RAMP_MS + 4_000;
/** In micro-USD, by the default prices and by what the stand-in says that it used. */
const PRICE = Math.ceil(40 * 0.1 + 20 * 0.5);

/** In a process of its own, which can be asked what is live after a full garbage collection. */
export async function crowds(counts: number[]): Promise<Crowd[]> {
  const memory = await inspector();
  const stage = await startStage(memory.env);
  await signIn(stage.guarded.origin);
  try {
    await crowd(stage, memory.liveMegabytes, 100);
    const all: Crowd[] = [];
    for (const count of counts) all.push(await crowd(stage, memory.liveMegabytes, count));
    return all;
  } finally {
    await stage.stop();
  }
}

async function crowd(stage: Stage, liveMegabytes: () => Promise<number>, count: number): Promise<Crowd> {
  const { guarded, redis, fire } = stage;
  const shots = await guardedShots(count, WISH);
  const [calm, before] = [await liveMegabytes(), (await readBooks(redis)).service];
  const job = { origin: guarded.origin, shots, parallel: count, milliseconds: 120_000, expect: 200, rampMs: RAMP_MS };
  const running = fire(job);
  await sleep(PLATEAU_MS);
  const residentMb = residentMegabytes(guarded.pid);
  const perStreamKb = (((await liveMegabytes()) - calm) * 1_024) / count;
  const { done, reasons } = await running;
  if (reasons.length > 0) console.log(`Dropped of ${count} at once: ${reasons.join(", ")}`);
  const off = (await settled(stage)) - before - PRICE * done;
  return { count, perStreamKb, residentMb, dropped: count - done, off };
}

async function settled({ redis }: Stage): Promise<number> {
  for (let at = 0; at < 100; at += 1) {
    const books = await readBooks(redis);
    if (books.held.length === 0) return books.service;
    await sleep(100);
  }
  throw new Error("Something is still held");
}
