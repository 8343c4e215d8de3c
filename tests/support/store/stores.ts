/** Runs a store test twice: on the in-process stand-in, and on a real Redis through the production bridge. */
import { afterAll, beforeAll, beforeEach, describe } from "vitest";

import { startLocalStore } from "../../../lib/local/store.ts";
import { type Bridge, startBridge } from "../../../lib/bridge/bridge.ts";
import { connectRedis } from "../../../lib/bridge/engine.ts";
import { startRedisServer } from "./redis-server.ts";

export type TestStore = Omit<Bridge, "close"> & { flush: () => Promise<void> };

const STORES: Record<string, () => Promise<Bridge>> = {
  "the stand-in": () => startLocalStore(),
  "a real Redis": startRealStore,
};

/**
 * Each test begins with an empty store.
 * @param tests gets a function that returns the store; call it inside a test or a hook, not before
 */
export function describeEachStore(title: string, tests: (store: () => TestStore) => void): void {
  describe.each(Object.entries(STORES))(`${title} on %s`, (_, start) => {
    let running: Bridge | undefined;
    const store = (): TestStore => {
      if (!running) throw new Error("The store starts in beforeAll: ask for it inside a test or a hook");
      const { url, token, ask } = running;
      return { url, token, ask, flush: () => flush(url, token) };
    };
    beforeAll(async () => void (running = await start()));
    beforeEach(() => store().flush());
    afterAll(() => running?.close());
    tests(store);
  });
}

async function startRealStore(): Promise<Bridge> {
  const redis = await startRedisServer();
  // Wide enough for a busy test machine; how quickly the bridge gives up has tests of its own.
  const bridge = await startBridge({ engine: connectRedis(redis.url, { timeoutMs: 5_000 }) });
  const close = async (): Promise<void> => {
    await bridge.close();
    await redis.stop();
  };
  return { ...bridge, close };
}

async function flush(url: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const { ok, status } = await fetch(url, { method: "POST", headers, body: '["FLUSHALL"]' });
  if (!ok) throw new Error(`The store could not be emptied: ${status}`);
}
