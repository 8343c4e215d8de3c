/** What our scripts rely on behaves alike on the stand-in's interpreter and on a real Redis. */
import { Redis } from "@upstash/redis";
import { beforeEach, expect, it } from "vitest";

import { describeEachStore } from "../support/store/stores.ts";

describeEachStore("a script", (store) => {
  let run: (script: string, ...args: string[]) => Promise<unknown>;
  beforeEach(async () => {
    const redis = new Redis({ ...store(), automaticDeserialization: false });
    await redis.hset("hash", { text: "ä", count: "5" });
    run = (script, ...args) => redis.eval(script, ["key"], args);
  });

  it.each([
    ["a list", "return { 1, 'two', { 3, {} } }", [1, "two", [3, []]]],
    [
      "a list that was built step by step",
      "local list = {} for i = 1, 60 do list[#list + 1] = i end return #list + list[60]",
      120,
    ],
    [
      "a longer one, whole",
      "local list = {} for i = 1, 60 do table.insert(list, 'x') end return list",
      Array(60).fill("x"),
    ],
    ["a list up to its first gap", "return { 1, nil, 3 }", [1]],
    ["false inside a list as null", "return { 1, false, 3 }", [1, null, 3]],
    ["true as 1", "return true", 1],
    ["false as null", "return false", null],
    ["nothing as null", "local unused = 1", null],
    ["a fraction without its decimals", "return 3.7", 3],
    ["a negative fraction without its decimals", "return -3.7", -3],
    ["the largest safe integer", "return 9007199254740991", 9007199254740991],
    ["text of any language", "return ARGV[1]", "grüße €"],
    ["a quotient without a fraction", "return tostring(6 / 2)", "3"],
    ["a status", "return redis.status_reply('FINE')", "FINE"],
  ])("returns %s", async (_, script, expected) => {
    expect(await run(script, "grüße €")).toEqual(expected);
  });

  it.each([
    ["a missing value is false", "return redis.call('GET', KEYS[1]) == false and 1 or 0", 1],
    ["a missing field is false", "return redis.call('HMGET', 'hash', 'text', 'none')[2] == false and 1 or 0", 1],
    [
      "a refused nx is false",
      "redis.call('SET', KEYS[1], 1) return redis.call('SET', KEYS[1], 2, 'NX') == false and 1 or 0",
      1,
    ],
    ["a hash is a list of its fields and values", "return redis.call('HGETALL', 'hash')", ["text", "ä", "count", "5"]],
    ["fields are read in order", "return redis.call('HMGET', 'hash', 'count', 'none', 'text')", ["5", null, "ä"]],
    ["an integer is printed without a fraction", "return 'n=' .. redis.call('INCRBY', KEYS[1], 5)", "n=5"],
    [
      "a number is stored as an integer",
      "redis.call('SET', KEYS[1], 12345678901234) return redis.call('GET', KEYS[1])",
      "12345678901234",
    ],
    [
      "a computed number is stored as an integer",
      "redis.call('SET', KEYS[1], 7 / 7 + 1) return redis.call('GET', KEYS[1])",
      "2",
    ],
    [
      "a computed number counts",
      "redis.call('INCRBY', KEYS[1], 10 / 2) return redis.call('INCRBY', KEYS[1], ARGV[1])",
      12,
    ],
    [
      "a time to live is set in milliseconds",
      "redis.call('SET', KEYS[1], 1, 'PX', 5000) return redis.call('PTTL', KEYS[1]) > 4000",
      1,
    ],
    [
      "a sorted set forgets by score",
      "redis.call('ZADD', KEYS[1], 5, 'a', 9, 'b') redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', 5) return redis.call('ZRANGE', KEYS[1], 0, -1)",
      ["b"],
    ],
    ["pcall hands back the error", "return type(redis.pcall('DEL').err)", "string"],
  ])("finds that %s", async (_, script, expected) => {
    expect(await run(script, "7")).toEqual(expected);
  });

  it("fails with the error that it returns", async () => {
    await expect(run("return redis.error_reply('MINE went wrong')")).rejects.toThrow("MINE went wrong");
  });

  it("fails with the error of a command", async () => {
    await expect(run("return redis.call('DEL')")).rejects.toThrow(/wrong number of arg/i);
  });

  it("fails when it is no Lua", async () => {
    await expect(run("return return")).rejects.toThrow(/near .*return/);
  });
});
