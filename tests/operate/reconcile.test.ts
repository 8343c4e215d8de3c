import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { costReport } from "../../lib/operate/cost-report.ts";
import { alertBody } from "../../lib/operate/alert-body.ts";
import { ADMIN_KEY, type Costs, startCosts } from "../support/provider/costs.ts";
import { freshEnvironment } from "../support/fresh.ts";
import { chatInput } from "../support/chat/chat-input.ts";

const DAY = 86_400;
const START = Date.UTC(2026, 10, 1) / 1000;
const RANGE = { startTime: START, endTime: START + 3 * DAY };

const page = (values: unknown[], start = START, more?: string) => ({
  object: "page",
  data: [{ start_time: start, results: values.map((value) => ({ amount: { value, currency: "usd" } })) }],
  has_more: more !== undefined,
  next_page: more ?? null,
});

describe("the cost report", () => {
  const dayOf = async (...values: unknown[]) =>
    (await costReport(() => Promise.resolve(page(values)), RANGE)).get("2026-11-01");

  it.each([
    [[0.1, 0.2], 300_000],
    [[1.005], 1_005_000],
    [[0.0000005], 1],
    [[0.0000004], 0],
    [[-0.5, 2], 1_500_000],
    [["0.06", "0E-6176", "1.5e-3"], 61_500],
    [[], 0],
  ])("adds %j up to %i micro-USD", async (values, microUsd) => {
    expect(await dayOf(...values)).toBe(microUsd);
  });

  it.each([NaN, Infinity, null, "", "0x10", "1,5", true])("refuses %s for an amount", async (value) => {
    await expect(dayOf(value)).rejects.toMatchObject({ code: "upstream_error" });
  });

  it("adds up a day that comes in several pieces", async () => {
    const pages = [page([1], START, "second"), page([2], START)];
    expect(await costReport(() => Promise.resolve(pages.shift()), RANGE)).toEqual(new Map([["2026-11-01", 3_000_000]]));
  });

  it("ends a report that always has another page", async () => {
    let asked = 0;
    await expect(
      costReport(() => Promise.resolve(page([], START, `page_${(asked += 1)}`)), RANGE),
    ).rejects.toMatchObject({ code: "upstream_error" });
    expect(asked).toBeLessThan(100);
  });
});

describe("asking the provider", () => {
  let costs: Costs;
  beforeAll(async () => void (costs = await startCosts()));
  beforeEach(() => costs.reset());
  afterAll(() => costs.stop());

  const ask = async (adminKey: string, deadlineMs: number) => {
    freshEnvironment({ OPENAI_BASE_URL: costs.url, OPENAI_ADMIN_KEY: adminKey });
    const { fetchCostsPage } = await import("../../lib/chat/provider/openai-account.ts");
    return fetchCostsPage(RANGE, AbortSignal.timeout(deadlineMs));
  };

  it("asks once and no more, also when it fails", async () => {
    costs.set({ instead: { status: 500, body: { error: { message: "oops" } } } });
    await expect(ask(ADMIN_KEY, 5_000)).rejects.toMatchObject({ code: "upstream_error" });
    expect(costs.requests).toHaveLength(1);
  });

  it("never shows the admin key the wrong way: chats carry the other one", async () => {
    freshEnvironment({ OPENAI_BASE_URL: costs.url, OPENAI_ADMIN_KEY: ADMIN_KEY, OPENAI_API_KEY: "local-chat-key" });
    const { offeredModels } = await import("../../lib/chat/provider/openai-account.ts");
    const { openReply } = await import("../../lib/chat/provider/openai.ts");
    const signal = AbortSignal.timeout(5_000);
    await openReply({ ...chatInput(), isLastStep: true }, "hash", signal).catch(() => undefined);
    await offeredModels("openai", signal).catch(() => undefined);
    expect(costs.requests.map(({ authorization }) => authorization)).toEqual([
      "Bearer local-chat-key",
      "Bearer local-chat-key",
    ]);
  });

  // The last: what it gave up may still arrive, and be counted.
  it("gives up at the deadline", async () => {
    costs.set({ instead: "hang" });
    await expect(ask(ADMIN_KEY, 50)).rejects.toMatchObject({ code: "upstream_timeout" });
  });
});

describe("the alert", () => {
  it("has the contract's fields, and says what to do", () => {
    const drift = {
      event: "cost_drift",
      day: "2026-11-21",
      providerMicroUsd: 250_000,
      ledgerMicroUsd: 50_000,
      sizeClass: 1,
    } as const;
    const { text, ...fields } = alertBody(drift, 0);
    expect(text).toMatch(/^The provider billed \$0\.2500 for 2026-11-21, and this service made \$0\.0500 of it\./);
    const figures = { percent: 80, usedMicroUsd: 250_000, limitMicroUsd: 50_000 };
    expect(fields).toEqual({
      event: "cost_drift",
      scope: "service",
      window: "day",
      ...figures,
      id: "cost_drift:2026-11-21:1",
    });
  });
});
