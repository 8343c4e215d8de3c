/** The in-process store. */
import { Redis } from "@upstash/redis";
import { expect, it } from "vitest";

import { startLocalStore } from "../../lib/local/store.ts";

it("starts with empty data each time, also beside another", async () => {
  const stores = [await startLocalStore(), await startLocalStore()];
  const [first, second] = stores.map((store) => new Redis(store));
  await first?.set("key", "value");
  expect(await first?.dbsize()).toBe(1);
  expect(await second?.dbsize()).toBe(0);
  await Promise.all(stores.map(({ close }) => close()));
});

it.each(["disconnect", "duplicate", "emit", "constructor", "pipeline", "__proto__"])(
  "knows no command %s, which is only a method of the library behind it",
  async (name) => {
    const store = await startLocalStore();
    const redis = new Redis(store);
    await expect(redis.exec([name])).rejects.toThrow("unknown command");
    expect(await redis.ping()).toBe("PONG");
    await store.close();
  },
);

it("refuses when it was closed", async () => {
  const { url, token, close } = await startLocalStore();
  await close();
  await expect(fetch(url, { headers: { authorization: `Bearer ${token}` } })).rejects.toThrow("fetch failed");
});
