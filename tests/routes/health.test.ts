import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { text } from "node:stream/consumers";

import { Redis } from "ioredis";
import { afterEach, describe, expect, it, vi } from "vitest";

import { startBridge } from "../../lib/bridge/bridge.ts";
import { connectRedis } from "../../lib/bridge/engine.ts";
import { listenOnLoopback } from "../../lib/bridge/listen.ts";
import { readProblem } from "../support/client.ts";
import { startRedisServer } from "../support/store/redis-server.ts";
import { type Service, startService } from "../support/routes/service.ts";
import { describeEachStore } from "../support/store/stores.ts";

/** Names, versions and addresses are nobody's business here. */
const TELLING = /redis|upstash|node|127\.0\.0\.1|version|token/i;

describeEachStore("GET /api/health", (store) => {
  it("says ok, and nothing else, when the store answers", async () => {
    const service = startService({ UPSTASH_REDIS_REST_URL: store().url, UPSTASH_REDIS_REST_TOKEN: store().token });
    const response = await service.send("/api/health");
    expect([response.status, await response.text()]).toEqual([200, '{"status":"ok"}']);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("says 503 when the store refuses its token", async () => {
    await expectNotReady({ UPSTASH_REDIS_REST_URL: store().url, UPSTASH_REDIS_REST_TOKEN: "local-wrong" });
  });
});

describe("GET /api/health says 503, and the log says why, when the store", () => {
  const cleanup: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of cleanup.splice(0).toReversed()) await end();
  });
  const redisServer = async (...args: string[]) => {
    const server = await startRedisServer({ args });
    cleanup.push(server.stop);
    return server;
  };
  /** Straight from the process, as behind a bridge of its own, or over HTTP. */
  const expectRefused = async (url: string, code: string) => {
    const bridge = await startBridge({ engine: connectRedis(url, { report: () => {} }) });
    cleanup.push(bridge.close);
    const variables = { UPSTASH_REDIS_REST_URL: bridge.url, UPSTASH_REDIS_REST_TOKEN: bridge.token };
    await expectNotReady(variables, code);
    const service = startService(variables);
    const { spareHttp } = await import("../../lib/store/redis.ts");
    spareHttp(bridge);
    await expectNotReadyFrom(service, code);
  };
  const user = async (rights: string) => {
    const { port, url } = await redisServer();
    const owner = new Redis(url);
    await owner.call("ACL", "SETUSER", "reader", "on", ">local-test-pass", "~*", ...rights.split(" "));
    owner.disconnect();
    return `redis://reader:local-test-pass@127.0.0.1:${port}`;
  };

  it("has no memory left", async () => {
    const { url } = await redisServer("--maxmemory", "1", "--maxmemory-policy", "noeviction");
    await expectRefused(url, "OOM");
  });

  it("is a replica", async () => {
    const { port } = await redisServer();
    const { url } = await redisServer("--replicaof", "127.0.0.1", String(port), "--repl-diskless-sync-delay", "0");
    await expectRefused(url, "READONLY");
  });

  it("lets its user only read", async () => {
    await expectRefused(await user("+@read +@connection +info"), "NOPERM");
  });

  it("lets its user run scripts that only read", async () => {
    await expectRefused(await user("+@read +@connection +info +@scripting"), "NOPERM");
  });

  it("does not know the password", async () => {
    const url = await user("+@all");
    await expectRefused(url.replace("local-test-pass", "another"), "WRONGPASS");
  });

  it("wants a password", async () => {
    const { url } = await redisServer("--requirepass", "local-test-pass");
    await expectRefused(url, "NOAUTH");
  });

  it("is not there", () => expectRefused("redis://127.0.0.1:9", "ECONNREFUSED"));

  it("has no disk to write to", async () => {
    const { url } = await redisServer("--save", "3600 1", "--dir", "/proc/self/attr");
    const redis = new Redis(url);
    await redis.call("BGSAVE").catch(() => {});
    await expect.poll(async () => await redis.info("persistence")).toContain("rdb_last_bgsave_status:err");
    redis.disconnect();
    await expectRefused(url, "MISCONF");
  });

  it("is loading its data", async () => {
    const answers = { info: "$11\r\nloading:1\r\n\r\n" };
    const server = createTcpServer((socket) => socket.on("data", () => socket.write(answers.info)));
    await once(server.listen(0, "127.0.0.1"), "listening");
    cleanup.push(async () => void server.close());
    const address = server.address();
    await expectRefused(`redis://127.0.0.1:${typeof address === "object" ? address?.port : 0}`, "LOADING");
  });
});

describe("GET /api/health asks the store", () => {
  it("for one write in twenty seconds, and again at once when that was refused", async () => {
    let written = true;
    const asked: string[] = [];
    const server = createServer((request, response) => {
      void text(request).then((body) => response.end(answer(JSON.parse(body) as string[][])));
    });
    const answer = ([[name = ""] = []]: string[][]) => {
      asked.push(name);
      const result = name === "exists" ? 1 : Buffer.from("written").toString("base64");
      return JSON.stringify([written || name === "exists" ? { result } : { error: "OOM command not allowed" }]);
    };
    const url = await listenOnLoopback(server, 0);
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.spyOn(console, "info").mockImplementation(() => {});
    const service = startService({ UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: "t" });
    const status = async () => (await service.send("/api/health")).status;
    expect([await status(), await status()]).toEqual([200, 200]);
    written = false;
    vi.setSystemTime(Date.now() + 19_000);
    expect(await status()).toBe(200);
    vi.setSystemTime(Date.now() + 2_000);
    expect([await status(), await status()]).toEqual([503, 503]);
    written = true;
    expect([await status(), await status()]).toEqual([200, 200]);
    vi.useRealTimers();
    server.close();
    expect(asked).toEqual(["evalsha", "exists", "exists", "evalsha", "evalsha", "evalsha", "exists"]);
  });

  it("for one write more when the store has forgotten the last", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const [[name = ""] = []] = JSON.parse(body) as string[][];
        asked.push(name);
        const result = name === "exists" ? 0 : Buffer.from("written").toString("base64");
        return response.end(JSON.stringify([{ result }]));
      });
    });
    const url = await listenOnLoopback(server, 0);
    const service = startService({ UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: "t" });
    const status = async () => (await service.send("/api/health")).status;
    expect([await status(), await status()]).toEqual([200, 200]);
    server.close();
    expect(asked).toEqual(["evalsha", "exists", "evalsha"]);
  });
});

describe("GET /api/health says 503 within a second when the store", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });
  const storeThat = async (answer: Parameters<typeof createServer>[1]) => {
    server = createServer(answer).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  };

  it("is not there", () => expectNotReady({ UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9" }));

  it("says nothing", async () => {
    await expectNotReady({ UPSTASH_REDIS_REST_URL: await storeThat(() => {}) });
  });

  it("is some other server", async () => {
    await expectNotReady({
      UPSTASH_REDIS_REST_URL: await storeThat((_, response) => response.end("<h1>Welcome</h1>")),
    });
  });

  it.each(["{}", "[]", '[{"error":"LOADING"}]', '[{"result":null}]', '[{"result":"NO"}]'])(
    "answers %s",
    async (body) => {
      await expectNotReady({ UPSTASH_REDIS_REST_URL: await storeThat((_, response) => response.end(body)) });
    },
  );
});

function expectNotReady(variables: Record<string, string>, cause?: string): Promise<void> {
  return expectNotReadyFrom(startService(variables), cause);
}

/** @param cause a word that the refusal's line in the log must have */
async function expectNotReadyFrom(service: Service, cause?: string): Promise<void> {
  const log = vi.spyOn(console, "info").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const began = performance.now();
  const problem = await readProblem(await service.send("/api/health"));
  const { requestId } = problem;
  const line = log.mock.calls.map(([one]) => String(one)).find((one) => one.includes(requestId)) ?? "{}";
  if (cause) expect((JSON.parse(line) as { cause?: string }).cause?.split(" ")).toContain(cause);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect([problem.status, problem.code]).toEqual([503, "store_unavailable"]);
  expect(JSON.stringify({ ...problem, requestId: "" })).not.toMatch(TELLING);
}
