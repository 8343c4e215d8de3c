/** Reads many keys by one command. */
import { redis } from "./redis.ts";

/** @returns the values in the keys' order, null for what does not exist */
export function readKeys(names: string[]): Promise<unknown> {
  return redis().mget<unknown[]>(...names);
}
