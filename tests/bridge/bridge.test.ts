/** The bridge as Upstash's own client sees it, on both engines. */
import { Redis } from "@upstash/redis";
import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";

import { describeEachStore, type TestStore } from "../support/store/stores.ts";

const SCRIPT = "#!lua flags=allow-key-locking\nreturn redis.call('INCRBY', KEYS[1], ARGV[1])";
const SHA = createHash("sha1").update(SCRIPT).digest("hex");

const expectClientWorks = (direct: boolean) => (store: () => TestStore) => {
  let redis: Redis;
  beforeEach(() => {
    const { url, token, ask } = store();
    redis = new Redis({ url, token, retry: { retries: 0 }, enableAutoPipelining: false });
    if (direct) redis.use(({ path = [], body }) => ask(`/${path.join("/")}`, body));
  });

  describe("single commands", () => {
    it("keeps a value that was set with nx", async () => {
      expect(await redis.set("key", "first", { nx: true })).toBe("OK");
      expect(await redis.set("key", "second", { nx: true })).toBeNull();
      expect(await redis.get("key")).toBe("first");
    });

    it("sets only what exists with xx", async () => {
      expect(await redis.set("key", "value", { xx: true })).toBeNull();
    });

    it.each([{ ex: 100 }, { px: 100_000 }, { nx: true as const, px: 100_000 }])(
      "lets a value expire by %o",
      async (options) => {
        await redis.set("key", "value", options);
        const remaining = await redis.pttl("key");
        expect(remaining).toBeGreaterThan(90_000);
        expect(remaining).toBeLessThanOrEqual(100_000);
      },
    );

    it("forgets a value that has expired", async () => {
      await redis.set("key", "value", { px: 20 });
      await expect.poll(() => redis.get("key")).toBeNull();
    });

    it.each(["grüße €", "🙂", "OK", "T0s=", 'with "quotes"\n\0', ""])("returns the text %j as it was", async (text) => {
      const plain = new Redis({ ...store(), automaticDeserialization: false });
      await plain.set("key", text);
      expect(await plain.get("key")).toBe(text);
      await plain.rpush("list", text);
      expect(await plain.lrange("list", 0, -1)).toEqual([text]);
    });

    it("returns objects as they were", async () => {
      await redis.set("key", { nested: ["OK", 1, null, { deep: "ü" }] });
      expect(await redis.get("key")).toEqual({ nested: ["OK", 1, null, { deep: "ü" }] });
    });

    it("works without base64", async () => {
      const plain = new Redis({ ...store(), responseEncoding: false });
      await plain.set("key", "grüße €");
      expect(await plain.get("key")).toBe("grüße €");
    });

    it("reads hashes, and null for none", async () => {
      await redis.hset("hash", { text: "ä", count: 5 });
      await redis.hincrby("hash", "count", 2);
      expect(await redis.hgetall("hash")).toEqual({ text: "ä", count: 7 });
      expect(await redis.hmget("hash", "text", "absent")).toEqual({ text: "ä", absent: null });
      expect(await redis.hgetall("absent")).toBeNull();
    });

    it("adds to sorted sets by their options", async () => {
      expect(await redis.zadd("set", { score: 1, member: "nx" }, { score: 2, member: "other" })).toBe(2);
      expect(await redis.zadd("set", { nx: true }, { score: 9, member: "nx" })).toBe(0);
      expect(await redis.zrange("set", 0, -1, { withScores: true })).toEqual(["nx", 1, "other", 2]);
      expect(await redis.zrange("set", 0, 1, { byScore: true })).toEqual(["nx"]);
    });

    it("scans by pattern", async () => {
      await redis.mset({ "user:1": "a", "user:2": "b", other: "c" });
      const [cursor, keys] = await redis.scan(0, { match: "user:*", count: 100 });
      expect(Number(cursor)).toBe(0);
      expect(keys.toSorted()).toEqual(["user:1", "user:2"]);
    });

    it("says what is wrong with a command", async () => {
      await expect(redis.exec(["NOTACOMMAND"])).rejects.toThrow(/unknown command/i);
      await expect(redis.exec(["DEL"])).rejects.toThrow(/wrong number of arguments/);
    });
  });

  describe("several at once", () => {
    it("answers a pipeline in order", async () => {
      const pipeline = redis.pipeline().set("key", 1).incr("key").get("key").lpush("list", "OK").lrange("list", 0, -1);
      expect(await pipeline.exec()).toEqual(["OK", 2, 2, 1, ["OK"]]);
    });

    it("gives each command of a pipeline its own error", async () => {
      const pipeline = redis.pipeline().set("key", 1).evalsha("0".repeat(40), [], []).get("key");
      const [set, script, get] = await pipeline.exec({ keepErrors: true });
      expect(set).toMatchObject({ result: "OK" });
      expect(script.error).toContain("NOSCRIPT");
      expect(get).toMatchObject({ result: 1 });
    });

    it("answers a transaction in order", async () => {
      expect(await redis.multi().set("key", 1).incrby("key", 4).get("key").hgetall("none").exec()).toEqual([
        "OK",
        5,
        5,
        null,
      ]);
    });

    it("lets nothing come between the commands of a transaction", async () => {
      const once = () => redis.multi().incr("key").incr("key").decr("key").exec<[number, number, number]>();
      const results = await Promise.all(Array.from({ length: 40 }, once));
      for (const [first, second, third] of results) expect([second, third]).toEqual([first + 1, first]);
      expect(await redis.get("key")).toBe(40);
    });
  });

  describe("scripts", () => {
    it("runs a script with Upstash's header", async () => {
      expect(await redis.eval(SCRIPT, ["key"], ["3"])).toBe(3);
    });

    it("knows a script by the hash of its full text once it has run", async () => {
      await redis.exec(["SCRIPT", "FLUSH"]);
      await expect(redis.evalsha(SHA, ["key"], ["3"])).rejects.toThrow("NOSCRIPT");
      await redis.eval(SCRIPT, ["key"], ["3"]);
      expect(await redis.evalsha(SHA, ["key"], ["4"])).toBe(7);
    });

    it("knows a script by both hashes once it was loaded", async () => {
      await redis.exec(["SCRIPT", "FLUSH"]);
      const loaded = await redis.scriptLoad(SCRIPT);
      expect(await redis.scriptExists(loaded, SHA, "0".repeat(40))).toEqual([1, 1, 0]);
      expect(await redis.evalsha(loaded, ["key"], ["3"])).toBe(3);
      expect(await redis.evalsha(SHA, ["key"], ["4"])).toBe(7);
    });
  });
};

describeEachStore("the bridge over HTTP", expectClientWorks(false));
describeEachStore("the bridge asked directly", expectClientWorks(true));
