/** Puts the REST bridge in front of REDIS_URL, so that the edge, which has no sockets, speaks to it like to Upstash. */
import "server-only";

import { type EnvSource, readEnv, storeCredentials } from "../env.ts";
import { spareHttp } from "../store/redis.ts";

/** @param deadlineMs after which callers stop waiting; the engine gives up a little earlier, and so can say why */
export async function bridgeRedis(variables: EnvSource, deadlineMs: number): Promise<void> {
  const env = readEnv(variables);
  if (!env.REDIS_URL || storeCredentials(env)) return;
  const [{ startBridge }, { connectStore }] = await Promise.all([
    import("../bridge/bridge.ts"),
    import("../bridge/connect.ts"),
  ]);
  const engine = connectStore(env.REDIS_URL, { cluster: env.REDIS_CLUSTER, timeoutMs: 0.9 * deadlineMs });
  const bridge = await startBridge({ engine });
  spareHttp(bridge);
  variables.UPSTASH_REDIS_REST_URL = bridge.url;
  variables.UPSTASH_REDIS_REST_TOKEN = bridge.token;
}
