/** npm run reconcile and npm run erase-user, as their own processes in front of a real Redis. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";

import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import { ADMIN_KEY, type Costs, startCosts } from "../support/provider/costs.ts";
import { type RedisServer, startRedisServer } from "../support/store/redis-server.ts";
import { runCommand } from "../support/scripts/run-script.ts";
import { TEST_SECRET } from "../support/words.ts";
import { safeguardsJson } from "../support/config.ts";

let server: RedisServer;
let redis: Redis;
let costs: Costs;
let webhook: Server;
let posted: string[] = [];
let env: Record<string, string>;

beforeAll(async () => {
  [server, costs] = await Promise.all([startRedisServer(), startCosts()]);
  redis = new Redis(server.url);
  webhook = createServer((request, response) => void text(request).then((body) => (posted.push(body), response.end())));
  await once(webhook.listen(0, "127.0.0.1"), "listening");
  const address = webhook.address();
  const port = typeof address === "object" ? address?.port : 0;
  env = {
    REDIS_URL: server.url,
    OPENAI_BASE_URL: costs.url,
    OPENAI_ADMIN_KEY: ADMIN_KEY,
    NEXTAUTH_SECRET: TEST_SECRET,
    ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
    SAFEGUARDS_JSON: safeguardsJson({ limits: { storeMilliseconds: 5000 } }),
  };
});
beforeEach(async () => {
  costs.reset();
  posted = [];
  await redis.flushall();
});
afterAll(async () => {
  redis.disconnect();
  webhook.close();
  await Promise.all([server.stop(), costs.stop()]);
});

const today = new Date().toISOString().slice(0, 10);

describe("npm run reconcile", () => {
  it("prints the days, and ends only when its alert has arrived, once in two runs", async () => {
    costs.bill.set(today, [{ value: 1.5, currency: "usd" }]);
    const first = await runCommand("reconcile", [], { env });
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining(`${today}     1.500000`) as string });
    expect(JSON.parse((await runCommand("reconcile", ["--json"], { env })).stdout)).toMatchObject({
      days: { length: 35 },
    });
    expect(posted.map((body) => JSON.parse(body) as unknown)).toMatchObject([
      { event: "cost_drift", usedMicroUsd: 1_500_000 },
    ]);
    expect(await redis.llen(keys.alerts)).toBe(1);
  });

  it.each([
    ["without an admin key", { OPENAI_ADMIN_KEY: "" }, "OPENAI_ADMIN_KEY is missing"],
    ["with a wrong one", { OPENAI_ADMIN_KEY: "local-wrong" }, "refused OPENAI_ADMIN_KEY"],
    ["without a store", { REDIS_URL: "" }, "No store is configured"],
    ["when the store does not answer", { REDIS_URL: "redis://127.0.0.1:9" }, "The store did not answer"],
    ["when a setting is wrong", { TRUSTED_PROXY: "everyone" }, "TRUSTED_PROXY"],
  ])("says what is wrong %s", async (_, changed, message) => {
    const { code, stdout, stderr } = await runCommand("reconcile", [], { env: { ...env, ...changed } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at |local-wrong/m);
  });
});

describe("npm run erase-user", () => {
  it("erases one user and says so", async () => {
    await redis.hset(keys.userSpend("oidc:ada"), "2026-11", 1);
    await redis.hset(keys.userSpend("oidc:adam"), "2026-11", 1);
    const { code, stdout } = await runCommand("erase-user", ["oidc:ada"], { env });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Entries erased: 1\./m) as string });
    expect(await redis.keys(keys.userSpend("oidc:*"))).toEqual([keys.userSpend("oidc:adam")]);
    expect(await redis.lindex(keys.audit, 0)).toMatch(/"by":"npm run erase-user","action":"erase","about":"erased:/);
  });

  it("keeps a block when asked to", async () => {
    await redis.set(keys.blocked("oidc:ada"), "1");
    await runCommand("erase-user", ["oidc:ada", "--keep-block"], { env });
    expect(await redis.exists(keys.blocked("oidc:ada"))).toBe(1);
    await runCommand("erase-user", ["oidc:ada"], { env });
    expect(await redis.exists(keys.blocked("oidc:ada"))).toBe(0);
  });

  it.each([[[]], [["a", "b"]], [["oidc:ada", "--force"]]])("asks for one id when it gets %j", async (args) => {
    const { code, stderr } = await runCommand("erase-user", args, { env });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("Usage: npm run erase-user -- ID") as string,
    });
  });

  it("does nothing without the secret that its hash needs", async () => {
    await redis.hset("account:oidc:ada", { plan: "member" });
    expect(await runCommand("erase-user", ["oidc:ada"], { env: { ...env, NEXTAUTH_SECRET: "" } })).toMatchObject({
      code: 1,
    });
    expect(await redis.exists("account:oidc:ada")).toBe(1);
  });
});
