/** What is measured of the guarded route alone. */
import { gzipSync } from "node:zlib";

import { keys } from "../../lib/store/keys.ts";
import { chat, type Visitor } from "../../tests/support/client.ts";
import { memberCookie } from "../../tests/support/session.ts";
import { cpuSeconds, median, storeTrips } from "./machine.ts";
import { forgedShots, guardedShots, overLimitShots, replayedShots } from "./shots.ts";
import type { Bench } from "./stage.ts";

/** Refusals a second at 16 parallel, and good replies of 24 tokens beside them. */
export async function refusals(bench: Bench): Promise<Record<string, number>> {
  const { origin } = bench.guarded;
  const milliseconds = 1_500;
  const rate = async (shots: Awaited<ReturnType<typeof guardedShots>>, expect: number) => {
    const { done, failed, seconds } = await bench.fire({ origin, shots, parallel: 16, milliseconds, expect });
    if (failed > 1) throw new Error(`${failed} were not answered with ${expect}`);
    return done / seconds;
  };
  const good: number[] = [];
  const forged: number[] = [];
  const replayed: number[] = [];
  const overLimit: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    good.push(await rate(await guardedShots(milliseconds, "bench 24"), 200));
    forged.push(await rate(forgedShots(milliseconds * 6), 401));
    replayed.push(await rate(await replayedShots(milliseconds * 6, "bench 24"), 409));
    overLimit.push(await rate(await overLimitShots(milliseconds * 6), 429));
  }
  return {
    good: median(good),
    forged: median(forged),
    replayed: median(replayed),
    "over-limit": median(overLimit),
  };
}

/** Trips to the store a reply, one reply at a time. */
export async function tripsPerReply({ redis, guarded, fire }: Bench): Promise<number> {
  const shots = await guardedShots(200, "bench 24");
  const before = await storeTrips(redis);
  await fire({ origin: guarded.origin, shots, parallel: 1, milliseconds: 60_000, expect: 200 });
  return ((await storeTrips(redis)) - before - 1) / shots.length;
}

/** Milliseconds of CPU a reply: with an empty store and with 100,000 accounts in it; with one message and with forty. */
export async function growth(bench: Bench): Promise<Record<string, number>> {
  const cost = async (messages: number) => {
    const shots = await guardedShots(600, "bench 24", messages);
    const before = cpuSeconds(bench.guarded.pid);
    const job = { origin: bench.guarded.origin, shots, parallel: 16, milliseconds: 60_000, expect: 200 };
    const { done, failed, reasons } = await bench.fire(job);
    if (failed > 0) throw new Error(`${failed} of ${shots.length} failed: ${reasons.join(", ")}`);
    return ((cpuSeconds(bench.guarded.pid) - before) * 1_000) / done;
  };
  const short = [await cost(1), await cost(1)];
  const long = await cost(40);
  const pipeline = bench.redis.pipeline();
  const day = new Date().toISOString().slice(0, 10);
  for (let at = 0; at < 100_000; at += 1) pipeline.hset(keys.userSpend(`crowd-${at}`), day, "0");
  await pipeline.exec();
  const full = await cost(1);
  const names = await bench.redis.keys(keys.userSpend("crowd-*"));
  for (let at = 0; at < names.length; at += 1_000) await bench.redis.del(...names.slice(at, at + 1_000));
  return { "1 message": Math.min(...short), "40 messages": long, "100,000 accounts": full };
}

/** Gzipped bytes of the scripts that a page's HTML names. */
export async function firstLoad(bench: Bench): Promise<number> {
  const { origin } = bench.guarded;
  const visitor: Visitor = { origin, cookie: await memberCookie({ sub: "bench-reader" }) };
  await (await chat(visitor)).text();
  const html = await (await fetch(origin, { headers: { cookie: visitor.cookie } })).text();
  const scripts = new Set(
    [...html.matchAll(/<script[^>]+src="([^"]+)"(?![^>]*noModule)/gi)].map(([, path = ""]) => path),
  );
  let bytes = 0;
  for (const path of scripts) bytes += gzipSync(await (await fetch(new URL(path, origin))).bytes()).length;
  return bytes;
}
