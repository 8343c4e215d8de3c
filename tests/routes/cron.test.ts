import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import type { AlertEvent } from "../../lib/events.ts";
import { readProblem } from "../support/client.ts";
import { ADMIN_KEY, type Costs, startCosts } from "../support/provider/costs.ts";
import { type Service, startService } from "../support/routes/service.ts";
import { memberCookie } from "../support/session.ts";
import { storeCommand } from "../support/store/dump.ts";
import { describeEachStore } from "../support/store/stores.ts";
import { codeOf } from "../support/routes/visitor.ts";
import { CANARY } from "../support/words.ts";
import { safeguardsJson } from "../support/config.ts";

const SECRET = "local-test-cron-secret";
const DAY_MS = 86_400_000;
const dayAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
type Day = { day: string; providerMicroUsd: number; ledgerMicroUsd: number; driftMicroUsd: number };

describeEachStore("GET /api/cron/reconcile", (store) => {
  let costs: Costs;
  let service: Service;
  let stopListening: () => void;
  let alerts: AlertEvent[] = [];
  beforeAll(async () => {
    costs = await startCosts();
    // A channel of the process: this listens to every service of this file.
    stopListening = (await import("../../lib/events.ts")).onAlert((alert) => void alerts.push(alert));
  });
  afterAll(() => {
    stopListening();
    return costs.stop();
  });
  beforeEach(() => {
    vi.spyOn(console, "info").mockImplementation(() => {});
    costs.reset();
    alerts = [];
    service = start();
  });

  const start = (variables: Record<string, string> = {}) =>
    startService({
      UPSTASH_REDIS_REST_URL: store().url,
      UPSTASH_REDIS_REST_TOKEN: store().token,
      OPENAI_BASE_URL: costs.url,
      OPENAI_ADMIN_KEY: ADMIN_KEY,
      CRON_SECRET: SECRET,
      SAFEGUARDS_JSON: safeguardsJson({ limits: { storeMilliseconds: 5_000 }, alerts: { costDriftUsd: 0.1 } }),
      ...variables,
    });
  const call = (authorization = `Bearer ${SECRET}`, on = service) =>
    on.send("/api/cron/reconcile", { headers: { authorization } });
  const reconcile = async (on = service): Promise<Map<string, Day>> => {
    const response = await call(undefined, on);
    expect(response.status).toBe(200);
    const { days } = (await response.json()) as { days: Day[] };
    return new Map(days.map((one) => [one.day, one]));
  };
  const spend = (day: string, microUsd: number) =>
    storeCommand(store(), ["HSET", keys.serviceSpend, day, String(microUsd)]);
  const bill = (day: string, ...usd: unknown[]) =>
    costs.bill.set(
      day,
      usd.map((value) => ({ value, currency: "usd" })),
    );

  describe("lets nobody in", () => {
    it.each([
      ["without a secret", ""],
      ["with another secret", "Bearer something-else"],
      ["with the beginning of the secret", `Bearer ${SECRET.slice(0, -1)}`],
      ["with the secret and more", `Bearer ${SECRET}.`],
      ["with the bare secret", SECRET],
      ["with the provider's admin key", `Bearer ${ADMIN_KEY}`],
    ])("%s", async (_, authorization) => {
      expect(await codeOf(await call(authorization))).toBe("not_signed_in");
      expect(costs.requests).toEqual([]);
    });

    it("for being an admin", async () => {
      const on = start({ ADMIN_EMAILS: "boss@example.com" });
      expect(
        await codeOf(
          await on.send("/api/cron/reconcile", { headers: { cookie: await memberCookie({ sub: "boss" }) } }),
        ),
      ).toBe("not_signed_in");
    });

    it("past the gate either", async () => {
      expect(await codeOf(await service.past("/api/cron/reconcile"))).toBe("not_signed_in");
    });

    it("where there is no CRON_SECRET: the address does not exist", async () => {
      expect(await codeOf(await call("Bearer ", start({ CRON_SECRET: "" })))).toBe("not_found");
      expect(costs.requests).toEqual([]);
    });

    it("where there is no OPENAI_ADMIN_KEY, and tells that only to who knows the secret", async () => {
      const on = start({ OPENAI_ADMIN_KEY: "" });
      expect(await codeOf(await call("Bearer something-else", on))).toBe("not_signed_in");
      expect(await readProblem(await call(undefined, on))).toMatchObject({
        code: "not_found",
        detail: "OPENAI_ADMIN_KEY is not set.",
      });
      expect(costs.requests).toEqual([]);
    });

    it.each([{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }])(
      "from another site's page, which has no business here: %j",
      async (headers) => {
        const authorization = `Bearer ${SECRET}`;
        const response = await service.send("/api/cron/reconcile", { headers: { authorization, ...headers } });
        expect(await codeOf(response)).toBe("forbidden");
        expect(costs.requests).toEqual([]);
      },
    );

    it("by another method", async () => {
      const response = await service.send("/api/cron/reconcile", {
        method: "POST",
        headers: { authorization: `Bearer ${SECRET}` },
      });
      expect(await codeOf(response)).toBe("method_not_allowed");
    });
  });

  describe("compares", () => {
    it("the bill of 35 days with the ledger's, page by page, to the micro-USD", async () => {
      await spend(dayAgo(1), 1_234_567);
      await spend(dayAgo(34), 42);
      bill(dayAgo(1), 1.2, 0.034567);
      bill(dayAgo(34), 0.0000424999, "0E-6176");
      const days = await reconcile();
      expect([...days.keys()]).toEqual(Array.from({ length: 35 }, (_, at) => dayAgo(34 - at)));
      expect(days.get(dayAgo(1))).toEqual({
        day: dayAgo(1),
        providerMicroUsd: 1_234_567,
        ledgerMicroUsd: 1_234_567,
        driftMicroUsd: 0,
      });
      expect(days.get(dayAgo(34))).toMatchObject({ providerMicroUsd: 42, ledgerMicroUsd: 42, driftMicroUsd: 0 });
      expect(costs.requests.map(({ query }) => query.get("page"))).toEqual([
        null,
        "page_7",
        "page_14",
        "page_21",
        "page_28",
      ]);
      expect(costs.requests[0]).toMatchObject({ authorization: `Bearer ${ADMIN_KEY}`, project: undefined });
    });

    it("asks for whole UTC days of one project, where one is named", async () => {
      await reconcile(start({ OPENAI_PROJECT_ID: "proj_local" }));
      const { query, project } = costs.requests[0] ?? {};
      expect(project).toBeUndefined();
      expect(query?.getAll("project_ids[]").concat(query.getAll("project_ids"))).toEqual(["proj_local"]);
      expect(query?.get("bucket_width")).toBe("1d");
      const range = [query?.get("start_time"), query?.get("end_time")].map((seconds) =>
        new Date(Number(seconds) * 1000).toISOString(),
      );
      expect(range).toEqual([`${dayAgo(34)}T00:00:00.000Z`, `${dayAgo(-1)}T00:00:00.000Z`]);
    });

    it("days that the report leaves out as not billed", async () => {
      costs.set({ skipEmptyDays: true });
      await spend(dayAgo(3), 70_000);
      bill(dayAgo(2), 0.01);
      const days = await reconcile();
      expect(days.get(dayAgo(3))).toMatchObject({ providerMicroUsd: 0, driftMicroUsd: -70_000 });
      expect(days.get(dayAgo(2))).toMatchObject({ providerMicroUsd: 10_000, driftMicroUsd: 10_000 });
    });

    it("and keeps the outcome for 62 days, while the ledger stays as it is", async () => {
      await spend(dayAgo(2), 50_000);
      bill(dayAgo(2), 0.06);
      await reconcile();
      const kept = (await storeCommand(store(), ["HGETALL", keys.drift(dayAgo(2))])) as string[];
      const entries = Object.fromEntries(kept.flatMap((word, at) => (at % 2 ? [] : [[word, String(kept[at + 1])]])));
      expect(entries).toEqual({
        provider: "60000",
        ledger: "50000",
        drift: "10000",
        checkedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      });
      expect(Number(await storeCommand(store(), ["TTL", keys.drift(dayAgo(2))]))).toBeGreaterThan(61 * 86_400);
      expect(Number(await storeCommand(store(), ["HGET", keys.serviceSpend, dayAgo(2)]))).toBe(50_000);
    });
  });

  describe("tells the owner", () => {
    it("once of a bill that this service did not make, however often and however parallel the job runs", async () => {
      await spend(dayAgo(2), 50_000);
      bill(dayAgo(2), 0.24);
      await Promise.all([reconcile(), reconcile(), reconcile()]);
      await reconcile();
      expect(alerts).toEqual([
        { event: "cost_drift", day: dayAgo(2), providerMicroUsd: 240_000, ledgerMicroUsd: 50_000, sizeClass: 0 },
      ]);
    });

    it("again when it doubles, and not when it shrinks", async () => {
      for (const usd of [0.15, 0.19, 0.41, 0.25, 0.41]) {
        bill(dayAgo(2), usd);
        await reconcile();
      }
      expect(alerts.map((alert) => "sizeClass" in alert && alert.sizeClass)).toEqual([0, 2]);
    });

    it("of each day by itself, and of today too", async () => {
      bill(dayAgo(0), 0.3);
      bill(dayAgo(9), 0.3);
      await reconcile();
      expect(alerts.map((alert) => "day" in alert && alert.day)).toEqual([dayAgo(9), dayAgo(0)]);
    });

    it("nothing of a drift up to the threshold, nor of a bill below the ledger", async () => {
      bill(dayAgo(2), 0.1);
      await spend(dayAgo(0), 1_000_000);
      await spend(dayAgo(1), 1_000_000);
      await spend(dayAgo(5), 1_000_000);
      await reconcile();
      expect(alerts).toEqual([]);
    });
  });

  describe("stores nothing and tells nobody when the provider", () => {
    const page = (data: unknown, more: Record<string, unknown> = {}) => ({
      status: 200,
      body: { object: "page", data, has_more: false, next_page: null, ...more },
    });
    const withAmount = (amount: unknown) =>
      page([{ start_time: Math.floor(Date.now() / 86_400_000) * 86_400, results: [{ amount }] }]);

    it.each([
      ["drops the line", "drop", "upstream_error"],
      ["answers with a gateway's page", { status: 502, body: "<h1>Bad gateway</h1>" }, "upstream_error"],
      [
        "is too busy",
        { status: 429, body: { error: { message: "slow down", code: "rate_limit_exceeded" } } },
        "provider_busy",
      ],
      [
        "refuses the key",
        { status: 401, body: { error: { message: `Incorrect: ${ADMIN_KEY}`, code: "invalid_api_key" } } },
        "provider_unavailable",
      ],
      [
        "refuses the key this right",
        { status: 403, body: { error: { message: "Missing scopes", code: null } } },
        "provider_unavailable",
      ],
      ["bills in another currency", withAmount({ value: 5, currency: "eur" }), "upstream_error"],
      ["names no amount", withAmount(undefined), "upstream_error"],
      ["names no currency", withAmount({ value: 5 }), "upstream_error"],
      ["names a number that is none", withAmount({ value: "five", currency: "usd" }), "upstream_error"],
      ["names an absurd number", withAmount({ value: 1e300, currency: "usd" }), "upstream_error"],
      ["answers something else", { status: 200, body: { hello: "world" } }, "upstream_error"],
      ["promises a page without naming it", page([], { has_more: true }), "upstream_error"],
      ["sends the same page for ever", page([], { has_more: true, next_page: "page_1" }), "upstream_error"],
    ] as const)("%s", async (_, instead, code) => {
      costs.set({ instead });
      bill(dayAgo(2), 9);
      const problem = await readProblem(await call());
      expect(problem.code).toBe(code);
      expect(JSON.stringify(problem)).not.toContain(ADMIN_KEY);
      expect(await storedDrifts()).toEqual([]);
      expect(alerts).toEqual([]);
    });

    it("breaks off in the middle of the report", async () => {
      costs.set({ instead: "drop", afterPages: 3 });
      bill(dayAgo(30), 9);
      expect(await codeOf(await call())).toBe("upstream_error");
      expect(await storedDrifts()).toEqual([]);
    });
  });

  it("refuses when the store does not answer", async () => {
    expect(await codeOf(await call(undefined, start({ UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9" })))).toBe(
      "store_unavailable",
    );
  });

  it("says no key and no secret, neither in its answer nor in its log", async () => {
    costs.set({
      instead: {
        status: 401,
        body: { error: { message: `Incorrect: ${ADMIN_KEY} ${CANARY}`, code: "invalid_api_key" } },
      },
    });
    const answer = await (await call()).text();
    const said = [answer, ...vi.mocked(console.info).mock.calls.map((line) => JSON.stringify(line))].join("\n");
    for (const secret of [ADMIN_KEY, SECRET, CANARY]) expect(said).not.toContain(secret);
  });

  async function storedDrifts(): Promise<unknown> {
    return storeCommand(store(), ["KEYS", keys.drift("*")]);
  }
});
