/** A real Redis for the simulation, spoken to directly: its scripts are the ledger's own, by their hash. */
import { createHash } from "node:crypto";

import { Redis } from "ioredis";

import { leaseEnds } from "../../lib/ledger/slots.ts";
import { hashAndField } from "./windows.ts";
import { startRedisServer } from "../../tests/support/store/redis-server.ts";

export type SimulationStore = {
  run: (script: string, keys: string[], args: (string | number)[]) => Promise<unknown>;
  set: (key: string, value: string) => Promise<unknown>;
  read: (keys: string[]) => Promise<unknown>;
  del: (key: string) => Promise<unknown>;
  /** For each window what it counts, for each account its slots by end of lease, for each reservation its words. */
  look: (asked: { windows: string[]; slots: string[]; reservations: string[] }) => Promise<Seen>;
  empty: () => Promise<unknown>;
  /** @returns brings back what there is now, and nothing that came later */
  copy: () => Promise<() => Promise<void>>;
  close: () => Promise<void>;
};

export type Seen = { used: Map<string, number>; slots: Map<string, number>; reservations: Map<string, string | null> };

export async function startSimulationStore(): Promise<SimulationStore> {
  const server = await startRedisServer();
  const redis = new Redis(server.url);
  const hashes = new Map<string, string>();
  const run: SimulationStore["run"] = async (script, keys, args) => {
    if (!hashes.has(script)) {
      await redis.script("LOAD", script);
      hashes.set(script, createHash("sha1").update(script).digest("hex"));
    }
    return redis.evalsha(hashes.get(script) ?? "", keys.length, ...keys, ...args);
  };
  return {
    run,
    set: (key, value) => redis.set(key, value),
    read: (names) => redis.mget(names),
    del: (key) => redis.del(key),
    look: (asked) => look(redis, asked),
    empty: () => redis.flushdb(),
    copy: () => copyOf(redis),
    close: async () => {
      redis.disconnect();
      await server.stop();
    },
  };
}

async function copyOf(redis: Redis): Promise<() => Promise<void>> {
  const names = await redis.keys("*");
  const values = await Promise.all(names.map((name) => redis.dumpBuffer(name)));
  const left = await Promise.all(names.map((name) => redis.pttl(name)));
  return async () => {
    await redis.flushdb();
    for (const [at, name] of names.entries()) {
      const value = values[at];
      if (value) await redis.restore(name, Math.max(0, left[at] ?? 0), value);
    }
  };
}

async function look(
  redis: Redis,
  { windows, slots, reservations }: Parameters<SimulationStore["look"]>[0],
): Promise<Seen> {
  const pipeline = redis.pipeline();
  for (const window of windows) pipeline.hget(...hashAndField(window));
  for (const key of slots) pipeline.get(key);
  for (const key of reservations) pipeline.get(key);
  const answers = ((await pipeline.exec()) ?? []).map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
  const running = answers.slice(windows.length, windows.length + slots.length).flatMap((text) => [...leaseEnds(text)]);
  return {
    used: new Map(windows.map((key, at) => [key, Number(answers[at] ?? 0)])),
    slots: new Map(running),
    reservations: new Map(
      reservations.map((key, at) => [key, (answers[windows.length + slots.length + at] ?? null) as string | null]),
    ),
  };
}
