/** The app on a real Redis, with an owner. */
import { type App, type Patch, startApp } from "../app/app.ts";
import type { InstanceEnv } from "../app/instance.ts";
import { type RedisServer, startRedisServer } from "../store/redis-server.ts";

export type OwnedApp = { app: App; redis: RedisServer; stop: () => Promise<void> };

export async function startOwnedApp(env: InstanceEnv, safeguards: Patch): Promise<OwnedApp> {
  const redis = await startRedisServer();
  const own = { LOCAL_DEMO: "", REDIS_URL: redis.url, ADMIN_EMAILS: "owner@example.com", GUEST_ACCESS: "1" };
  const app = await startApp({ env: { ...own, ...env }, safeguards });
  const stop = async () => {
    await app.stop();
    await redis.stop();
  };
  return { app, redis, stop };
}
