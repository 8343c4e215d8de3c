import { describe, expect, it } from "vitest";

import { config } from "../support/config.ts";
import { readEnv } from "../../lib/env.ts";
import { checkStoreCost } from "../../scripts/doctor/store-cost.ts";
import { commandsOfMessage, storeUsd } from "../../scripts/store-prices.ts";

const UPSTASH = readEnv({ UPSTASH_REDIS_REST_URL: "https://x.upstash.io", UPSTASH_REDIS_REST_TOKEN: "word" });
const model = {
  usdPerMillionTokens: { input: 0.1, cachedInput: 0.01, cacheWrite: 0.125, output: 0.5 },
  contextTokens: 128_000,
  reasoning: false,
};
const withMonth = (month: number) => ({
  ...config,
  defaultModel: "cheap",
  models: { ...config.models, cheap: model },
  service: { budgetUsd: { day: 1, month } },
});

describe("the doctor, about the store's cost", () => {
  it("says how many messages the free tier holds, and what the rest of the budget would cost in the store", () => {
    // 150 micro-USD a message: 133,333 of them, at 42 commands each, less the free ones.
    expect(checkStoreCost(UPSTASH, withMonth(20))).toEqual([
      {
        area: "store",
        verdict: "hint",
        title:
          "Upstash's free 500,000 commands a month are some 11,904 messages (42 each); the service's month of $20 pays for some 133,333 of cheap.",
        cure: "With all of them the store costs some $10.20 a month besides: plan for it, or use a Redis of your own (REDIS_URL).",
      },
    ]);
  });

  it("is content when the budget is used up first", () => {
    expect(checkStoreCost(UPSTASH, withMonth(1.5))).toMatchObject([
      { verdict: "good", title: expect.stringContaining("$1.5 pays for some 10,000 of cheap") as unknown },
    ]);
  });

  it("says nothing of a Redis of one's own", () => {
    expect(checkStoreCost(readEnv({ REDIS_URL: "redis://127.0.0.1:6379" }), withMonth(20))).toEqual([]);
  });

  it("breaks at no price of nothing", () => {
    const free = { ...model, usdPerMillionTokens: { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 } };
    const [finding] = checkStoreCost(UPSTASH, { ...withMonth(20), models: { cheap: free } });
    expect(finding?.title).not.toMatch(/Infinity|NaN/);
  });
});

it("a message is charged a command for each whole second of its reply", () => {
  expect([0, 0.9, 1, 10].map(commandsOfMessage)).toEqual([37, 37, 38, 47]);
  expect(storeUsd(35_000)).toBeCloseTo(0.07, 10);
});
