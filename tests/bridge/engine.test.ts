/** The bridge in front of a Redis that dies, hangs, comes back, or does not let us in. */
import { afterEach, describe, expect, it } from "vitest";

import { type Bridge, startBridge } from "../../lib/bridge/bridge.ts";
import { connectRedis } from "../../lib/bridge/engine.ts";
import { type RedisServer, startRedisServer } from "../support/store/redis-server.ts";

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end();
});

async function redisServer(options: { port?: number; password?: string } = {}): Promise<RedisServer> {
  const redis = await startRedisServer(options);
  cleanup.push(() => redis.stop());
  return redis;
}

async function bridgeTo(url: string, report: (line: string) => void = () => undefined): Promise<Bridge> {
  const bridge = await startBridge({ engine: connectRedis(url, { report }) });
  cleanup.push(() => bridge.close());
  return bridge;
}

async function ask({ url, token }: Bridge, ...command: string[]) {
  const start = performance.now();
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(command) });
  const answer: unknown = await response.json();
  return { status: response.status, answer, elapsedMs: performance.now() - start };
}

describe("a Redis behind the bridge", () => {
  it("may start after the bridge", async () => {
    const { port, url, stop } = await redisServer();
    await stop();
    const bridge = await bridgeTo(url);
    expect(await ask(bridge, "PING")).toMatchObject({ status: 503 });
    await redisServer({ port });
    await expect
      .poll(() => ask(bridge, "PING"), { timeout: 5_000 })
      .toMatchObject({ status: 200, answer: { result: "PONG" } });
  });

  it("is missed within half a second when it is killed, and found again when it returns", async () => {
    const redis = await redisServer();
    const lines: string[] = [];
    const bridge = await bridgeTo(redis.url, (line) => lines.push(line));
    expect(await ask(bridge, "SET", "key", "1")).toMatchObject({ status: 200 });
    await redis.stop();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const { status, elapsedMs } = await ask(bridge, "INCR", "key");
      expect(status).toBe(503);
      expect(elapsedMs).toBeLessThan(500);
    }
    await redisServer({ port: redis.port });
    await expect
      .poll(() => ask(bridge, "GET", "key"), { timeout: 5_000 })
      .toMatchObject({ status: 200, answer: { result: null } });
    expect(lines).toEqual([expect.stringContaining("not available"), expect.stringContaining("available again")]);
  });

  it("is given up within a second when it hangs, and works again when it goes on", async () => {
    const { pid, url } = await redisServer();
    const bridge = await bridgeTo(url);
    await ask(bridge, "SET", "key", "1");
    process.kill(pid, "SIGSTOP");
    try {
      const { status, elapsedMs } = await ask(bridge, "GET", "key");
      expect(status).toBe(503);
      expect(elapsedMs).toBeLessThan(1_000);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await expect
      .poll(() => ask(bridge, "GET", "key"), { timeout: 5_000 })
      .toMatchObject({ status: 200, answer: { result: "1" } });
  });

  it("never gets a command again whose reply was lost", async () => {
    const { pid, url } = await redisServer();
    const bridge = await bridgeTo(url);
    await ask(bridge, "PING");
    process.kill(pid, "SIGSTOP");
    // Long enough for the silent connection to be given up with the command on it.
    try {
      expect(await ask(bridge, "INCR", "key")).toMatchObject({ status: 503 });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await expect
      .poll(() => ask(bridge, "GET", "key"), { timeout: 5_000 })
      .toMatchObject({ status: 200, answer: { result: "1" } });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await ask(bridge, "GET", "key")).toMatchObject({ answer: { result: "1" } });
  });

  it("takes the password and the database from the URL", async () => {
    const { port } = await redisServer({ password: "test-only" });
    const bridge = await bridgeTo(`redis://:test-only@127.0.0.1:${port}/3`);
    expect(await ask(bridge, "SET", "key", "1")).toMatchObject({ status: 200 });
    expect(await ask(bridge, "INFO", "keyspace")).toMatchObject({
      answer: { result: expect.stringContaining("db3:keys=1") as string },
    });
  });

  it("keeps the password out of what is reported when it is wrong", async () => {
    const { port } = await redisServer({ password: "test-only" });
    const lines: string[] = [];
    const bridge = await bridgeTo(`redis://:not-the-password@127.0.0.1:${port}`, (line) => lines.push(line));
    const { status, answer } = await ask(bridge, "GET", "key");
    expect(status).toBe(503);
    expect(lines).toEqual([expect.stringContaining("WRONGPASS")]);
    expect(JSON.stringify([lines, answer])).not.toContain("not-the-password");
  });

  it("answers every command of a broken transaction with an error, and applies none", async () => {
    const { url } = await redisServer();
    const bridge = await bridgeTo(url);
    const headers = { authorization: `Bearer ${bridge.token}` };
    const body = JSON.stringify([["SET", "key", "1"], ["NOTACOMMAND"]]);
    const response = await fetch(`${bridge.url}/multi-exec`, { method: "POST", headers, body });
    expect(await response.json()).toEqual([
      { error: expect.stringContaining("EXECABORT") as string },
      { error: expect.stringContaining("unknown command") as string },
    ]);
    expect(await ask(bridge, "GET", "key")).toMatchObject({ answer: { result: null } });
  });
});
