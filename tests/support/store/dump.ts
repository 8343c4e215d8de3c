/** Reads a whole store as text, to see what is in it that should not be. Small stores only. */
import { z } from "zod";

import type { TestStore } from "./stores.ts";

const READ: Record<string, (key: string) => string[]> = {
  string: (key) => ["GET", key],
  hash: (key) => ["HGETALL", key],
  list: (key) => ["LRANGE", key, "0", "-1"],
  set: (key) => ["SMEMBERS", key],
  zset: (key) => ["ZRANGE", key, "0", "-1", "WITHSCORES"],
};

/** @returns one line for each key, in order: its name and what it holds */
export async function dumpStore(store: TestStore): Promise<string[]> {
  const names = z.array(z.string()).parse(await storeCommand(store, ["KEYS", "*"]));
  return Promise.all(names.toSorted().map((name) => dumpKey(store, name)));
}

async function dumpKey(store: TestStore, name: string): Promise<string> {
  const type = z.string().parse(await storeCommand(store, ["TYPE", name]));
  return `${name} = ${JSON.stringify(await storeCommand(store, READ[type]?.(name) ?? ["TYPE", name]))}`;
}

export async function storeCommand({ url, token }: TestStore, words: string[]): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(words) });
  return z.object({ result: z.unknown() }).parse(await response.json()).result;
}
