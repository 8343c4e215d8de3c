/** No store, no spending: whatever the store does wrong, the answer is a quick 503 and the provider hears nothing. */
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { config } from "../support/config.ts";
import { memoryEngine } from "../../lib/local/memory-engine.ts";
import { type Bridge, startBridge } from "../../lib/bridge/bridge.ts";
import { type App, startApp } from "../support/app/app.ts";
import { chat, fetchToken, postChat, readProblem, requestToken, type Visitor } from "../support/client.ts";
import { type Fault, type FaultProxy, startFaultProxy } from "../support/store/fault-proxy.ts";

const FAULTS: Fault[] = [
  { kind: "refuse" },
  { kind: "hang" },
  { kind: "slow", ms: 1_500 },
  { kind: "bad_gateway" },
  { kind: "rubbish" },
  { kind: "null" },
  { kind: "oom" },
  { kind: "wrong_token" },
  { kind: "cut_before" },
  { kind: "cut_after" },
];

let bridge: Bridge;
let proxy: FaultProxy;
let app: App;
let one: Visitor;

beforeAll(async () => {
  bridge = await startBridge({ engine: await memoryEngine() });
  proxy = await startFaultProxy(bridge.url);
  app = await startApp({
    env: { UPSTASH_REDIS_REST_URL: proxy.url, UPSTASH_REDIS_REST_TOKEN: bridge.token },
    safeguards: { limits: { storeMilliseconds: config.limits.storeMilliseconds } },
  });
});

afterAll(async () => {
  await app.stop();
  await proxy.stop();
  await bridge.close();
});

beforeEach(async () => {
  await proxy.set({ kind: "none" });
  one = await app.visitor();
});

async function expectClosed(send: () => Promise<Response>): Promise<void> {
  const calls = app.provider.calls.length;
  const start = performance.now();
  const problem = await readProblem(await send());
  expect(performance.now() - start).toBeLessThan(2_000);
  expect(problem.code).toBe("store_unavailable");
  expect(app.provider.calls).toHaveLength(calls);
}

async function expectOpen(): Promise<void> {
  await proxy.set({ kind: "none" });
  const response = await chat(one);
  expect(response.status).toBe(200);
  await response.text();
}

describe.each(FAULTS)("a store with the fault $kind", (fault) => {
  it("closes the chat at the gate, and opens it again at once", async () => {
    const token = await fetchToken(one);
    await proxy.set(fault);
    await expectClosed(() => postChat(one, { token }));
    await expectOpen();
  });

  it("closes the token's address and says so at /api/health", async () => {
    await proxy.set(fault);
    await expectClosed(() => requestToken(one));
    await expectClosed(() => fetch(`${app.origin}/api/health`));
    await expectOpen();
  });
});

describe.each(FAULTS.filter(({ kind }) => kind !== "refuse"))(
  "a store that gets the fault $kind after the gate",
  (fault) => {
    it("closes the chat before the provider is called, and opens it again at once", async () => {
      const token = await fetchToken(one);
      await proxy.set(fault, 1);
      await expectClosed(() => postChat(one, { token }));
      await expectOpen();
    });
  },
);

it("takes two round trips to the store before the provider is called", async () => {
  await expectOpen();
  const token = await fetchToken(one);
  await quiet();
  app.provider.behave({ kind: "answer", firstDelayMs: 300 });
  const [calls, trips] = [app.provider.calls.length, proxy.trips()];
  const sent = postChat(one, { token });
  await expect.poll(() => app.provider.calls.length, { interval: 10 }).toBe(calls + 1);
  expect(proxy.trips() - trips).toBe(2);
  await (await sent).text();
});

/** What was counted on the way is written down a moment later, in round trips of its own. */
async function quiet(): Promise<void> {
  for (let last = -1; last !== proxy.trips(); await sleep(1_500)) last = proxy.trips();
}
