import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";

import { type AlertEvent, onAlert } from "../../lib/events.ts";
import { keys } from "../../lib/store/keys.ts";
import { utcDay, utcMonth } from "../../lib/store/days.ts";
import { freshEnvironment } from "../support/fresh.ts";
import { ADMIN_KEY, type Costs, startCosts } from "../support/provider/costs.ts";
import { safeguardsJson } from "../support/config.ts";
import { ledgerIn } from "../support/ledger/store.ts";
import { describeEachStore } from "../support/store/stores.ts";

vi.setConfig({ testTimeout: 20_000 });

const TODAY = utcDay(Date.now());
const FIRST = `${utcMonth(Date.now())}-01`;
const usd = (value: number) => [{ value, currency: "usd" }];

describeEachStore("the provider's bill", (store) => {
  const { command, used } = ledgerIn(store);
  let costs: Costs;
  let alerts: AlertEvent[];
  let stopping: (() => void)[];

  beforeAll(async () => void (costs = await startCosts()));
  afterAll(() => costs.stop());
  beforeEach(() => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    costs.reset();
    alerts = [];
    stopping = [onAlert((alert) => alerts.push(alert))];
  });
  afterEach(() => {
    for (const stop of stopping) stop();
    vi.restoreAllMocks();
  });

  async function start(variables: Record<string, string> = {}): Promise<void> {
    freshEnvironment({
      UPSTASH_REDIS_REST_URL: store().url,
      UPSTASH_REDIS_REST_TOKEN: store().token,
      OPENAI_BASE_URL: costs.url,
      OPENAI_ADMIN_KEY: ADMIN_KEY,
      SAFEGUARDS_JSON: safeguardsJson({ limits: { storeMilliseconds: 5_000 } }),
      ...variables,
    });
    const { startBillFloor } = await import("../../lib/operate/bill-floor.ts");
    const { fetchCostsPage } = await import("../../lib/chat/provider/openai-account.ts");
    stopping.push(startBillFloor(fetchCostsPage));
  }
  const service = async () => (await used()).slice(2);
  const bill = (day: string, value: number) => {
    const known = costs.bill.get(day) ?? [];
    costs.bill.set(day, [...known, ...usd(value)]);
  };

  it("is the least that an empty store begins with, for the month and the day", async () => {
    bill(FIRST, 2.5);
    bill(TODAY, 0.25);
    await start();
    await expect.poll(service, { timeout: 5_000 }).toEqual([2_750_000, TODAY === FIRST ? 2_750_000 : 250_000]);
    expect(alerts).toEqual([{ event: "ledger_started", reason: expect.stringContaining("bill") as unknown }]);
  });

  it("changes nothing where the ledger knows more", async () => {
    await command("HSET", keys.serviceSpend, "since", "5", TODAY, "900000", utcMonth(Date.now()), "900000");
    bill(TODAY, 0.25);
    await start();
    await expect.poll(() => costs.requests.length, { timeout: 5_000 }).toBeGreaterThan(0);
    await expect.poll(() => command("HGET", keys.serviceSpend, "holds"), { timeout: 5_000 }).toBe("0");
    expect(await service()).toEqual([900_000, 900_000]);
    expect(alerts).toEqual([]);
  });

  it("is asked for again when a ledger has begun", async () => {
    await start();
    await expect.poll(service, { timeout: 5_000 }).toEqual([0, 0]);
    await expect.poll(() => alerts.length, { timeout: 5_000 }).toBe(1);
    bill(TODAY, 1);
    const { publishAlert } = await import("../../lib/events.ts");
    publishAlert({ event: "ledger_started", reason: "" });
    await expect.poll(async () => (await service())[1], { timeout: 5_000 }).toBe(1_000_000);
  });

  it("is asked for on Vercel only when a ledger has begun", async () => {
    await start({ VERCEL: "1" });
    const { publishAlert } = await import("../../lib/events.ts");
    publishAlert({ event: "ledger_started", reason: "" });
    await expect.poll(() => alerts.length, { timeout: 5_000 }).toBe(2);
    const reports = costs.requests.filter(({ query }) => !query.has("page"));
    expect(reports).toHaveLength(1);
  });

  it("is asked for again when it cannot be had at first", async () => {
    costs.set({ instead: { status: 500, body: { error: { message: "oops" } } } });
    bill(TODAY, 1);
    await start();
    await expect.poll(() => vi.mocked(console.warn).mock.calls.length, { timeout: 5_000 }).toBe(1);
    expect(await command("EXISTS", keys.serviceSpend)).toBe(0);
    costs.set({ instead: undefined });
    await expect.poll(async () => (await service())[1], { timeout: 8_000 }).toBe(1_000_000);
  });

  it("is nobody's business without an admin key", async () => {
    await start({ OPENAI_ADMIN_KEY: "" });
    const { publishAlert } = await import("../../lib/events.ts");
    publishAlert({ event: "ledger_started", reason: "" });
    expect(costs.requests).toHaveLength(0);
  });
});
