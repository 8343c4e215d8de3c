import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, expect, it, vi } from "vitest";

import { type AlertEvent, onAlert } from "../../lib/events.ts";
import { keys } from "../../lib/store/keys.ts";
import { config } from "../support/config.ts";
import { worstCaseOf } from "../../lib/usage/worst-case.ts";
import type { Fault } from "../support/store/fault-proxy.ts";
import { endOf, INPUT, member, type Service, startService, warmUp } from "../support/ledger/service.ts";
import { ledgerIn } from "../support/ledger/store.ts";
import { describeEachStore, type TestStore } from "../support/store/stores.ts";

// Patient with a busy machine: what must be quick is measured where it matters.
vi.setConfig({ testTimeout: 20_000 });

const HOLD = worstCaseOf(config.models["gpt-6-luna"], INPUT);
const DAY_MS = 86_400_000;

/** Budgets that are plenty but for one. */
function poorIn(scope: "user" | "service", window: "day" | "month"): object {
  const plenty = { day: 100, month: 100 };
  const member = { budgetUsd: scope === "user" ? { ...plenty, [window]: 0 } : plenty };
  return { plans: { member }, service: { budgetUsd: scope === "service" ? { ...plenty, [window]: 0 } : plenty } };
}

let service: Service;

async function start(store: TestStore, ...rest: [safeguards?: object, env?: Record<string, string>]): Promise<Service> {
  service = await startService(store, ...rest);
  return service;
}

afterEach(async () => {
  vi.restoreAllMocks();
  await service.stop();
});

describeEachStore("reserve", (store) => {
  const { command, used } = ledgerIn(store);

  it("takes the worst case before it says yes, in one round trip, and one more settles", async () => {
    const { proxy, reserve } = await start(store());
    await warmUp(service);
    const before = proxy.trips();
    const hold = await reserve();
    expect(proxy.trips() - before).toBe(1);
    expect((await used({ account: "github:1" })).slice(0, 2)).toEqual([HOLD, HOLD]);
    await hold.settle(endOf());
    expect(proxy.trips() - before).toBe(2);
  });

  it("refuses while AI_PAUSED is set, and a model that has no price, without asking the store", async () => {
    const paused = await start(store(), {}, { AI_PAUSED: "1" });
    await expect(paused.reserve()).rejects.toMatchObject({ code: "paused" });
    expect(paused.proxy.trips()).toBe(0);
    await paused.stop();
    const { proxy, reserve } = await start(store());
    await expect(reserve(member(), { model: "gpt-0" })).rejects.toMatchObject({ code: "model_not_allowed" });
    expect(proxy.trips()).toBe(0);
  });

  it.each<[string, string, string]>([
    ["paused", keys.pause, "paused"],
    ["forbidden", keys.blocked("github:1"), "blocked"],
    ["provider_unavailable", keys.breaker("openai"), String(Date.now() + DAY_MS)],
    ["chat_token_used", keys.spentToken("t"), "1"],
  ])("refuses with %s", async (code, key, value) => {
    const { reserve } = await start(store());
    await command("SET", key, value);
    await expect(reserve(member("github:1", "t"))).rejects.toMatchObject({ name: "Refusal", code });
  });

  it("refuses one reply too many, and says when to try again", async () => {
    const { reserve } = await start(store(), {
      plans: { member: { parallelReplies: 1 } },
      limits: { storeMilliseconds: 4_000 },
    });
    const hold = await reserve();
    const now = Date.now();
    vi.spyOn(Date, "now").mockReturnValue(now);
    await expect(reserve()).rejects.toMatchObject({ code: "parallel_limit", resetAtMs: now + 5_000 });
    await hold.settle(endOf());
    await expect(reserve().then((next) => next.settle(endOf()))).resolves.toBeUndefined();
  });

  it.each([
    ["budget_exhausted", "user", "day"],
    ["budget_exhausted", "user", "month"],
    ["service_budget_exhausted", "service", "day"],
    ["service_budget_exhausted", "service", "month"],
  ] as const)("refuses with %s above the %s's %s, names it, and says when it resets", async (code, scope, window) => {
    const { reserve } = await start(store(), poorIn(scope, window));
    const now = new Date();
    const next = window === "day" ? now.getUTCDate() + 1 : 1;
    const resetAtMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + (window === "month" ? 1 : 0), next);
    const whose = scope === "user" ? "Your" : "The service's";
    const detail = `${whose} allowance for this ${window} does not reach for this request.`;
    await expect(reserve()).rejects.toMatchObject({ code, resetAtMs, detail });
  });

  it("takes a reservation that was cancelled for a broken store", async () => {
    const { reserve } = await start(store());
    const id = "00000000-0000-4000-8000-000000000000";
    await command("SET", keys.reservation(id), "cancelled");
    vi.spyOn(crypto, "randomUUID").mockReturnValue(id);
    await expect(reserve(member("github:1", "t"))).rejects.toMatchObject({ code: "store_unavailable" });
  });

  it("tells of each threshold that it crosses, and whose", async () => {
    const budgetUsd = { day: (2 * HOLD) / 1_000_000, month: 100 };
    const safeguards = { plans: { member: { budgetUsd } }, service: { budgetUsd } };
    const { reserve } = await start(store(), safeguards);
    const alerts: AlertEvent[] = [];
    await command("HSET", keys.serviceSpend, "since", "1");
    onAlert((alert) => alerts.push(alert));
    const hold = await reserve();
    await hold.settle(endOf());
    const about = {
      event: "budget_threshold",
      window: "day",
      percent: 50,
      usedMicroUsd: HOLD,
      limitMicroUsd: 2 * HOLD,
    };
    const period = new Date().toISOString().slice(0, 10);
    expect(alerts).toEqual([
      { ...about, scope: "user", account: "github:1", period },
      { ...about, scope: "service", account: null, period },
    ]);
  });
});

const FAULTS: Fault[] = [
  { kind: "refuse" },
  { kind: "hang" },
  { kind: "hang_after" },
  { kind: "slow", ms: 1_200 },
  { kind: "bad_gateway" },
  { kind: "rubbish" },
  { kind: "null" },
  { kind: "oom" },
  { kind: "wrong_token" },
  { kind: "cut_before" },
  { kind: "cut_after" },
];

describeEachStore("a reserve whose answer does not come", (store) => {
  const { command, used, slots } = ledgerIn(store);

  it.each(FAULTS)("refuses within a second and leaves no hold behind: $kind", async (fault) => {
    // The deadline matters where nothing comes; everywhere else it must not be what fails on a busy machine.
    const isSilence = ["hang", "hang_after", "slow"].includes(fault.kind);
    const { proxy, reserve } = await start(store(), { limits: { storeMilliseconds: isSilence ? 600 : 4_000 } });
    await warmUp(service);
    await proxy.set(fault);
    const asked = performance.now();
    await expect(reserve()).rejects.toMatchObject({ code: "store_unavailable" });
    expect(performance.now() - asked).toBeLessThan(1_000);
    await proxy.set({ kind: "none" });
    // The tombstone comes in any case; the hold is gone with it, were it taken or not.
    const tombstones = async () => {
      const names = (await command("KEYS", keys.reservation("*"))) as string[];
      const words = await Promise.all(names.map((name) => command("GET", name)));
      return words.filter((word) => word === "cancelled").length;
    };
    await expect.poll(tombstones, { timeout: 5_000 }).toBe(1);
    // A slow line brings the reserve after its own cancellation.
    if (fault.kind === "slow") await sleep(fault.ms);
    expect((await used()).slice(0, 2)).toEqual([0, 0]);
    expect((await slots()).size).toBe(0);
    const hold = await reserve();
    await hold.settle(endOf());
  });
});
