/** The store of a machine with nothing configured: the production bridge in front of memory. */
import "server-only";

import { type Bridge, startBridge } from "../bridge/bridge.ts";
import { memoryEngine } from "./memory-engine.ts";

/** Each start has empty data of its own. */
export async function startLocalStore(options: { port?: number; token?: string } = {}): Promise<Bridge> {
  return startBridge({ engine: await memoryEngine(), ...options });
}
