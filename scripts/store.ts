/** npm run store -- --port P --token T: the local store by itself, so that several instances of the app can share it. */
import { parseArgs } from "node:util";

import { startEnv } from "../lib/env.ts";
import { memoryEngine } from "../lib/local/memory-engine.ts";
import { startBridge } from "../lib/store/bridge.ts";
import { connectRedis } from "../lib/store/bridge-engine.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" }, token: { type: "string" } } });

const redisUrl = startEnv().REDIS_URL?.trim();
const engine = redisUrl ? connectRedis(redisUrl) : await memoryEngine();
const token = values.token ? { token: values.token } : {};
const bridge = await startBridge({ engine, port: Number(values.port), ...token });
console.log(`UPSTASH_REDIS_REST_URL=${bridge.url} UPSTASH_REDIS_REST_TOKEN=${bridge.token}`);

// A bridge never keeps its process alive; here it is all there is, so a timer does.
const stayAlive = setInterval(() => {}, 2 ** 30);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop());

async function stop(): Promise<void> {
  clearInterval(stayAlive);
  await bridge.close();
}
