/** Keeps the guarded path from becoming slow without anyone noticing; `npm run proof -- bench` says how fast it is. */
import { afterAll, beforeAll, expect, it } from "vitest";

import { cpuSeconds, median } from "./machine.ts";
import { forgedShots, guardedShots, rivalShots, signIn } from "./shots.ts";
import { type Stage, startChild, startStage } from "./stage.ts";
import type { Shot } from "./load.ts";

/** Against a plain server that passes the provider's bytes on: the guarded path's CPU time must not be more than so many times as much. */
const AT_MOST = { short: 12, long: 9.5, forged: 4.8 };

const ROUNDS = 5;
const REPLIES = 120;
const WARM_UP = 1_000;

type Runner = { origin: string; pid: number };

let stage: Stage;
let yardstick: Runner;
let stopYardstick = () => {};

beforeAll(async () => {
  stage = await startStage();
  const { child, url } = await startChild("yardstick.ts", stage.providerUrl);
  yardstick = { origin: url, pid: child.pid ?? 0 };
  stopYardstick = () => void child.kill();
  await signIn(stage.guarded.origin);
  // Code that has run some thousand times is compiled, and from then on costs what it costs.
  await cpuOf(stage.guarded, await guardedShots(WARM_UP, "bench 24"));
  await cpuOf(yardstick, rivalShots("/", WARM_UP, "bench 24"));
}, 120_000);
afterAll(async () => {
  stopYardstick();
  await stage.stop();
});

/** Milliseconds of CPU a request: a busy machine makes us wait for them, and hardly makes them more. */
async function cpuOf({ origin, pid }: Runner, shots: Shot[], expectStatus = 200): Promise<number> {
  const before = cpuSeconds(pid);
  const { done, failed, reasons } = await stage.fire({
    origin,
    shots,
    parallel: 8,
    milliseconds: 60_000,
    expect: expectStatus,
  });
  expect({ failed, reasons }).toEqual({ failed: 0, reasons: [] });
  return ((cpuSeconds(pid) - before) * 1_000) / done;
}

/** Both take turns, so that a slow moment of the machine meets both. */
async function timesTheYardstick(shots: () => Promise<Shot[]> | Shot[], wish: string, status = 200): Promise<number> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const guarded = await cpuOf(stage.guarded, await shots(), status);
    ratios.push(guarded / (await cpuOf(yardstick, rivalShots("/", 3 * REPLIES, wish))));
  }
  console.info(`${wish}, ${status}: ${ratios.map((ratio) => ratio.toFixed(2)).join(" ")}`);
  return median(ratios);
}

it("serves a short reply, all safeguards on, at no more CPU than it did", { timeout: 120_000 }, async () => {
  const ratio = await timesTheYardstick(() => guardedShots(REPLIES, "bench 24"), "bench 24");
  expect(ratio).toBeLessThan(AT_MOST.short);
});

it("serves a long reply at no more CPU than it did", { timeout: 120_000 }, async () => {
  const ratio = await timesTheYardstick(() => guardedShots(REPLIES, "bench 256"), "bench 256");
  expect(ratio).toBeLessThan(AT_MOST.long);
});

it("refuses a forged token at a fraction of what a reply costs", { timeout: 120_000 }, async () => {
  const ratio = await timesTheYardstick(() => forgedShots(REPLIES), "bench 24", 401);
  expect(ratio).toBeLessThan(AT_MOST.forged);
});
