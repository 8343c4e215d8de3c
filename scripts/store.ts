/** npm run store -- --port P --token T: the local store by itself, so that several instances of the app can share it. */
import { parseArgs } from "node:util";

import { readEnv, startEnv } from "../lib/env.ts";
import { memoryEngine } from "../lib/local/memory-engine.ts";
import { resolveSafeguards } from "../lib/safeguards.ts";
import { startBridge } from "../lib/bridge/bridge.ts";
import { connectStore } from "../lib/bridge/connect.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" }, token: { type: "string" } } });

const { REDIS_URL, REDIS_CLUSTER: cluster, SAFEGUARDS_JSON } = readEnv(startEnv());
const timeoutMs = 0.9 * patience();
const engine = REDIS_URL ? connectStore(REDIS_URL, { cluster, timeoutMs }) : await memoryEngine();
const token = values.token ? { token: values.token } : {};
const bridge = await startBridge({ engine, port: Number(values.port), ...token });
console.log(`UPSTASH_REDIS_REST_URL=${bridge.url} UPSTASH_REDIS_REST_TOKEN=${bridge.token}`);

// A bridge never keeps its process alive; here it is all there is, so a timer does.
const stayAlive = setInterval(() => {}, 2 ** 30);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop());

/** As long as the instances of the app wait, when both are given the same SAFEGUARDS_JSON. */
function patience(): number {
  return resolveSafeguards(SAFEGUARDS_JSON).limits.storeMilliseconds;
}

async function stop(): Promise<void> {
  clearInterval(stayAlive);
  await bridge.close();
}
