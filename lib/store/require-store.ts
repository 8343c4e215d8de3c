/** Whether the store takes what a reply asks of it, right now. One question at a time: anyone may ask, and each answer costs. */
import { Refusal } from "../errors.ts";
import { keys } from "./keys.ts";
import { fromStore, redis } from "./redis.ts";
import { runScript } from "./run-script.ts";

/** A store that is full, a replica, or a token that may only read, answers every question and refuses this: a script that writes. */
const WRITE = "redis.call('SET', KEYS[1], '1', 'EX', 60) return 'written'";
const WRITE_EVERY_MS = 20_000;

let writeAgainAtMs = 0;
let asking: Promise<void> | undefined;

/**
 * Writes at most every 20 seconds while that goes well, and each time while it does not; in between it looks for what it wrote.
 * @throws Refusal `store_unavailable`
 */
export function requireStore(): Promise<void> {
  asking ??= fromStore(Date.now() < writeAgainAtMs ? look : write).finally(() => (asking = undefined));
  return asking;
}

/** No PING: a node of a cluster answers that also while nobody serves our keys. */
async function look(): Promise<void> {
  if ((await redis().exists(keys.health)) !== 1) await write();
}

async function write(): Promise<void> {
  if ((await runScript(WRITE, [keys.health], [])) !== "written") throw new Refusal("store_unavailable");
  writeAgainAtMs = Date.now() + WRITE_EVERY_MS;
}
