/** The bridge in front of a Redis Cluster: a master that dies, hangs, hands over, a slot that moves, a password. */
import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { type Bridge, startBridge } from "../../lib/bridge/bridge.ts";
import { connectCluster } from "../../lib/bridge/cluster.ts";
import { keys } from "../../lib/store/keys.ts";
import { startRedisServer } from "../support/store/redis-server.ts";
import { type RedisCluster, startRedisCluster } from "../support/store/redis-cluster.ts";

const KEY = keys.health;
const INCREMENT = "return redis.call('INCR', KEYS[1])";
/** Its replica takes over a second or two after a master went silent. */
const TAKEN_OVER = { timeout: 15_000, interval: 50 };

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end();
});

async function startCluster(password?: string): Promise<RedisCluster> {
  const cluster = await startRedisCluster(password);
  cleanup.push(() => cluster.stop());
  return cluster;
}

async function bridgeTo(urls: string[], report: (line: string) => void = () => undefined): Promise<Bridge> {
  const bridge = await startBridge({ engine: connectCluster(urls, { report }) });
  cleanup.push(() => bridge.close());
  return bridge;
}

async function post({ url, token }: Bridge, path: string, body: unknown) {
  const start = performance.now();
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  const answer: unknown = await response.json();
  return { status: response.status, answer, elapsedMs: performance.now() - start };
}

const ask = (bridge: Bridge, ...command: string[]) => post(bridge, "/", command);
const result = (value: unknown) => ({ status: 200, answer: { result: value } });

describe("a cluster behind the bridge", () => {
  it("runs commands, pipelines, transactions and scripts, also those without a key", async () => {
    const { urls } = await startCluster();
    const bridge = await bridgeTo(urls);
    expect(await ask(bridge, "PING")).toMatchObject(result("PONG"));
    expect(await ask(bridge, "SET", KEY, "1")).toMatchObject(result("OK"));
    const many = [["PING"], ["EVAL", INCREMENT, "1", KEY], ["MGET", KEY, keys.pause]];
    const entries = [{ result: "PONG" }, { result: 2 }, { result: ["2", null] }];
    expect((await post(bridge, "/pipeline", many)).answer).toEqual(entries);
    const atomic = [
      ["INCR", KEY],
      ["GET", KEY],
    ];
    expect((await post(bridge, "/multi-exec", atomic)).answer).toEqual([{ result: 3 }, { result: "3" }]);
    const broken = [["SET", KEY, "9"], ["NOTACOMMAND"]];
    expect(JSON.stringify((await post(bridge, "/multi-exec", broken)).answer)).toMatch(/EXECABORT.*unknown command/);
    expect(await ask(bridge, "GET", KEY)).toMatchObject(result("3"));
  });

  it("asks the master of the slot alone, whatever the command", async () => {
    const cluster = await startCluster();
    const bridge = await bridgeTo(cluster.urls);
    const port = z.object({ answer: z.object({ result: z.string() }) });
    const { port: expected } = await cluster.master();
    for (let times = 0; times < 5; times += 1)
      expect(port.parse(await ask(bridge, "INFO", "server")).answer.result).toContain(`tcp_port:${expected}`);
  });

  it("refuses within half a second while its master is dead, resends nothing, and goes on with the replica", async () => {
    const cluster = await startCluster();
    const lines: string[] = [];
    const bridge = await bridgeTo(cluster.urls, (line) => lines.push(line));
    const dead = await cluster.master();
    expect(await ask(bridge, "SET", KEY, "7")).toMatchObject(result("OK"));
    // What the replica does not have yet is lost with its master.
    await expect.poll(async () => (await cluster.replica()).client.dbsize(), TAKEN_OVER).toBe(1);
    await dead.stop();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const { status, elapsedMs } = await ask(bridge, "INCR", KEY);
      expect(status).not.toBe(200);
      expect(elapsedMs).toBeLessThan(600);
    }
    await expect.poll(() => ask(bridge, "GET", KEY), TAKEN_OVER).toMatchObject(result("7"));
    expect(lines).toEqual([expect.stringContaining("not available"), expect.stringContaining("available again")]);
    await cluster.restart(dead);
    expect((await cluster.replica()).port).toBe(dead.port);
    expect(await ask(bridge, "INCR", KEY)).toMatchObject(result(8));
  });

  it("gives a master up that hangs, and sends it nothing again when it is back", async () => {
    const cluster = await startCluster();
    const bridge = await bridgeTo(cluster.urls);
    await ask(bridge, "SET", KEY, "0");
    const hung = await cluster.master();
    process.kill(hung.pid, "SIGSTOP");
    let counted = 0;
    try {
      const { status, elapsedMs } = await ask(bridge, "INCR", KEY);
      expect(status).toBe(503);
      expect(elapsedMs).toBeLessThan(1_000);
      const count = async () => {
        const { status: after } = await ask(bridge, "INCR", KEY);
        counted += after === 200 ? 1 : 0;
        return after;
      };
      await expect.poll(count, TAKEN_OVER).toBe(200);
    } finally {
      process.kill(hung.pid, "SIGCONT");
    }
    await expect.poll(() => cluster.replica().then(({ port }) => port), TAKEN_OVER).toBe(hung.port);
    await sleep(500);
    expect(await ask(bridge, "GET", KEY)).toMatchObject(result(`${counted}`));
  });

  it("follows a slot that was handed over, each command once, scripts by their hash included", async () => {
    const cluster = await startCluster();
    const bridge = await bridgeTo(cluster.urls);
    const loaded = await ask(bridge, "SCRIPT", "LOAD", INCREMENT);
    const sha = z.object({ answer: z.object({ result: z.string() }) }).parse(loaded).answer.result;
    expect(await ask(bridge, "EVALSHA", sha, "1", KEY)).toMatchObject(result(1));
    const { port, client } = await cluster.replica();
    await client.cluster("FAILOVER");
    await expect.poll(() => cluster.master().then((one) => one.port), TAKEN_OVER).toBe(port);
    const many = [["INCR", KEY], ["PING"], ["INCR", KEY]];
    expect((await post(bridge, "/pipeline", many)).answer).toEqual([{ result: 2 }, { result: "PONG" }, { result: 3 }]);
    // The caller's part: a script that the new master does not know is sent once more as text.
    expect(await ask(bridge, "EVALSHA", sha, "1", KEY)).toMatchObject({
      answer: { error: expect.stringContaining("NOSCRIPT") as string },
    });
    expect(await ask(bridge, "EVAL", INCREMENT, "1", KEY)).toMatchObject(result(4));
    expect(
      (
        await post(bridge, "/multi-exec", [
          ["INCR", KEY],
          ["INCR", KEY],
        ])
      ).answer,
    ).toEqual([{ result: 5 }, { result: 6 }]);
  });

  it("follows a transaction to where the slot is now, whole and once", async () => {
    const cluster = await startCluster();
    const bridge = await bridgeTo(cluster.urls);
    await ask(bridge, "SET", KEY, "0");
    const { client } = await cluster.replica();
    const old = await cluster.master();
    await client.cluster("FAILOVER");
    await expect.poll(() => cluster.replica().then((one) => one.port), TAKEN_OVER).toBe(old.port);
    const atomic = [["INCR", KEY], ["PING"], ["INCR", KEY]];
    expect((await post(bridge, "/multi-exec", atomic)).answer).toEqual([
      { result: 1 },
      { result: "PONG" },
      { result: 2 },
    ]);
    expect(await ask(bridge, "GET", KEY)).toMatchObject(result("2"));
  });

  it("asks the node that a slot is on its way to, and counts nothing twice", async () => {
    const cluster = await startCluster();
    const bridge = await bridgeTo(cluster.urls);
    await ask(bridge, "SET", KEY, "5");
    const from = await cluster.master();
    const to = (await cluster.masters()).find(({ port }) => port !== from.port);
    if (!to) throw new Error("A cluster has several masters");
    await to.client.cluster("SETSLOT", cluster.slot, "IMPORTING", from.id);
    await from.client.cluster("SETSLOT", cluster.slot, "MIGRATING", to.id);
    await from.client.migrate("127.0.0.1", to.port, KEY, 0, 1_000);
    expect(await ask(bridge, "INCR", KEY)).toMatchObject(result(6));
    const many = [["INCR", KEY], ["PING"], ["EVAL", INCREMENT, "1", KEY]];
    expect((await post(bridge, "/pipeline", many)).answer).toEqual([{ result: 7 }, { result: "PONG" }, { result: 8 }]);
    expect(
      (
        await post(bridge, "/multi-exec", [
          ["INCR", KEY],
          ["GET", KEY],
        ])
      ).answer,
    ).toEqual([{ result: 9 }, { result: "9" }]);
    for (const node of [to, from]) await node.client.cluster("SETSLOT", cluster.slot, "NODE", to.id);
    expect(await ask(bridge, "INCR", KEY)).toMatchObject(result(10));
  });

  it("is reached with the password of its addresses, which is never told", async () => {
    const { urls } = await startCluster("test-only");
    expect(await ask(await bridgeTo(urls.slice(0, 1)), "SET", KEY, "1")).toMatchObject(result("OK"));
    const lines: string[] = [];
    const shut = await bridgeTo(
      urls.map((url) => url.replace("test-only", "not-the-password")),
      (line) => lines.push(line),
    );
    const { status, answer } = await ask(shut, "GET", KEY);
    expect(status).toBe(503);
    expect(lines).toEqual([expect.stringContaining("WRONGPASS")]);
    expect(JSON.stringify([lines, answer])).not.toContain("not-the-password");
  });

  it("is found by the living among the nodes that are named", async () => {
    const { urls } = await startCluster();
    const bridge = await bridgeTo(["redis://127.0.0.1:9", ...urls]);
    await expect.poll(() => ask(bridge, "PING"), TAKEN_OVER).toMatchObject(result("PONG"));
  });

  it("comes back after all of its nodes were gone", async () => {
    const cluster = await startCluster();
    const bridge = await bridgeTo(cluster.urls);
    expect(await ask(bridge, "SET", KEY, "1")).toMatchObject(result("OK"));
    await Promise.all(cluster.nodes.map((node) => node.stop()));
    for (let attempt = 0; attempt < 3; attempt += 1)
      expect(await ask(bridge, "GET", KEY)).toMatchObject({ status: 503 });
    await cluster.restart(...cluster.nodes);
    await expect.poll(() => ask(bridge, "GET", KEY), TAKEN_OVER).toMatchObject(result(null));
  });

  it("is no single server: the reason is told", async () => {
    const lines: string[] = [];
    const single = await startRedisServer();
    cleanup.push(() => single.stop());
    const bridge = await bridgeTo([single.url], (line) => lines.push(line));
    expect(await ask(bridge, "PING")).toMatchObject({ status: 503 });
    expect(lines.join()).toContain("cluster support disabled");
  });
});
