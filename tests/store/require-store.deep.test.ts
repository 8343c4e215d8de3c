/** Whether /api/health notices a Redis Cluster in which nobody serves our keys, although its nodes are there and answer. */
import { afterAll, beforeAll, expect, it, vi } from "vitest";

import { type Bridge, startBridge } from "../../lib/bridge/bridge.ts";
import { connectCluster } from "../../lib/bridge/cluster.ts";
import { requireStore } from "../../lib/store/require-store.ts";
import { type RedisCluster, startRedisCluster } from "../support/store/redis-cluster.ts";

let cluster: RedisCluster;
let bridge: Bridge;

beforeAll(async () => {
  cluster = await startRedisCluster();
  bridge = await startBridge({ engine: connectCluster(cluster.urls) });
  vi.stubEnv("UPSTASH_REDIS_REST_URL", bridge.url);
  vi.stubEnv("UPSTASH_REDIS_REST_TOKEN", bridge.token);
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await bridge.close();
  await cluster.stop();
});

it("says within two seconds that a cluster is down, and at once that it is back", { timeout: 30_000 }, async () => {
  await requireStore();
  await requireStore();
  const master = await cluster.master();
  for (const { client } of cluster.nodes) await client.cluster("DELSLOTS", cluster.slot).catch(() => undefined);
  const down = { code: "store_unavailable" };
  await expect.poll(() => requireStore().catch((cause: unknown) => cause), { timeout: 2_000 }).toMatchObject(down);
  for (const { client } of await cluster.masters())
    if (client !== master.client)
      await client.cluster("SETSLOT", cluster.slot, "NODE", master.id).catch(() => undefined);
  await master.client.cluster("ADDSLOTS", cluster.slot);
  await expect.poll(() => requireStore().catch((cause: unknown) => cause)).toBeUndefined();
});
