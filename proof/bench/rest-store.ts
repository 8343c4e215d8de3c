/** A store that is spoken to like Upstash's, a process of its own, as it would be another company's machine. */
import { startBridge } from "../../lib/bridge/bridge.ts";
import { connectRedis } from "../../lib/bridge/engine.ts";

const [redis = "", token = ""] = process.argv.slice(2);
const { url } = await startBridge({ engine: connectRedis(redis, { timeoutMs: 5_000 }), token });
process.send?.({ port: Number(new URL(url).port) });

// Ends with the benchmark, however that ends.
process.on("disconnect", () => process.exit());
