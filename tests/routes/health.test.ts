import { once } from "node:events";
import { createServer, type Server } from "node:http";

import { afterEach, describe, expect, it, vi } from "vitest";

import { readProblem } from "../support/client.ts";
import { startService } from "../support/service.ts";
import { describeEachStore } from "../support/stores.ts";

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

async function expectNotReady(variables: Record<string, string>): Promise<void> {
  vi.spyOn(console, "info").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const began = performance.now();
  const problem = await readProblem(await startService(variables).send("/api/health"));
  expect(performance.now() - began).toBeLessThan(1_000);
  expect([problem.status, problem.code]).toEqual([503, "store_unavailable"]);
  expect(JSON.stringify({ ...problem, requestId: "" })).not.toMatch(TELLING);
}
