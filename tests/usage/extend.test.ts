import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { type AlertEvent, onAlert, onReply, type ReplyEvent } from "../../lib/events.ts";
import { keys } from "../../lib/store/keys.ts";
import { worstCaseOf } from "../../lib/usage/worst-case.ts";
import { config } from "../support/config.ts";
import {
  endOf,
  FINISHED_COSTS,
  INPUT,
  member,
  type Service,
  startService,
  stepOf,
  warmUp,
} from "../support/ledger/service.ts";
import { ledgerIn } from "../support/ledger/store.ts";
import type { Fault } from "../support/store/fault-proxy.ts";
import { describeEachStore } from "../support/store/stores.ts";

// Patient with a busy machine: what must be quick is measured where it matters.
vi.setConfig({ testTimeout: 20_000 });

const FURTHER = { texts: [...INPUT.texts, "a tool", "{}", "a tool", "its output"], images: 0, maxOutputTokens: 64 };
const LUNA = config.models["gpt-6-luna"];
const HOLD = worstCaseOf(LUNA, INPUT);
const BOTH = HOLD + worstCaseOf(LUNA, FURTHER);
/** One micro-USD too few for a second step. */
const TIGHT = (BOTH - 1) / 1_000_000;

const alerts: AlertEvent[] = [];
const replies: ReplyEvent[] = [];
onAlert((alert) => alerts.push(alert));
onReply((reply) => replies.push(reply));

let service: Service;

afterEach(async () => {
  vi.restoreAllMocks();
  await service.stop();
});

describeEachStore("a hold that is extended", (store) => {
  const { command, used } = ledgerIn(store);
  const spent = async () => (await used()).slice(0, 2);

  beforeEach(async () => {
    const models = { "gpt-5-mini": { images: true, imageTokens: 10 } };
    service = await startService(store(), { models, limits: { storeMilliseconds: 4_000 } });
    await warmUp(service);
    replies.length = 0;
  });

  it("takes the next step's whole worst case in one round trip, and gives all back but the sum of its steps", async () => {
    const hold = await service.reserve();
    await hold.extend(FURTHER);
    await hold.extend(FURTHER);
    const before = service.proxy.trips();
    await hold.extend(FURTHER);
    expect(service.proxy.trips() - before).toBe(1);
    const all = BOTH + 2 * (BOTH - HOLD);
    expect(await spent()).toEqual([all, all]);
    await hold.settle(endOf({ steps: [stepOf(), stepOf(), stepOf()] }));
    expect(await spent()).toEqual([3 * FINISHED_COSTS, 3 * FINISHED_COSTS]);
  });

  it("rounds the sum of its steps up once", async () => {
    const hold = await service.reserve();
    await hold.extend(FURTHER);
    // 0.3 micro-USD each.
    const step = stepOf({ usage: { input: 3, cachedInput: 0, cacheWrite: 0, output: 0 } });
    await hold.settle(endOf({ steps: [step, step] }));
    expect(await spent()).toEqual([1, 1]);
  });

  it("costs nothing for a step that was held for and never begun", async () => {
    const hold = await service.reserve();
    await hold.extend(FURTHER);
    await hold.settle(endOf());
    expect(await spent()).toEqual([FINISHED_COSTS, FINISHED_COSTS]);
  });

  it("costs all of itself when there are more steps than were held for", async () => {
    const hold = await service.reserve();
    await hold.settle(endOf({ steps: [stepOf(), stepOf()] }));
    expect(await spent()).toEqual([HOLD, HOLD]);
  });

  it("is held for each step by what that step sent, where nobody knows what was made", async () => {
    const hold = await service.reserve(member(), { model: "gpt-5-mini" });
    const mini = config.models["gpt-5-mini"];
    await hold.extend(FURTHER);
    const unknown = stepOf({ usage: null, text: "Hm", deltas: 1 });
    const known = { input: 100, cachedInput: 0, cacheWrite: 0, output: 20 };
    await hold.settle(endOf({ steps: [stepOf({ usage: known }), unknown] }));
    const cost = 65 + worstCaseOf(mini, FURTHER);
    expect(await spent()).toEqual([cost, cost]);
  });

  it("tells the owner's figures how many steps, tools and pictures there were, and the tokens of all", async () => {
    const tools = [{ name: "current_time", isError: false, atMs: 20, ms: 3 }];
    const hold = await service.reserve(member(), { images: 2, model: "gpt-5-mini" });
    await hold.extend(FURTHER);
    await hold.extend(FURTHER);
    await hold.settle(endOf({ steps: [stepOf(), stepOf(), stepOf({ usage: null })], tools, ended: "reader_left" }));
    expect(replies).toMatchObject([
      {
        steps: 3,
        tools,
        images: 2,
        ended: "reader_left",
        usage: { input: 200, cachedInput: 0, cacheWrite: 0, output: 40 },
      },
    ]);
  });

  it("is extended by one step after the other, though they are asked for at once", async () => {
    const hold = await service.reserve();
    await Promise.all([hold.extend(FURTHER), hold.extend(FURTHER)]);
    const all = HOLD + 2 * (BOTH - HOLD);
    expect(await spent()).toEqual([all, all]);
    await hold.settle(endOf());
  });

  it.each<[string, string, string]>([
    ["paused", keys.pause, "paused"],
    ["forbidden", keys.blocked("github:1"), "blocked"],
    ["not_signed_in", keys.signedOut("github:1"), String(2 ** 40)],
    ["store_unavailable", keys.running("github:1"), "another 1"],
  ])("refuses with %s, takes nothing, and is settled all the same", async (code, key, value) => {
    const hold = await service.reserve();
    await command("SET", key, value);
    await expect(hold.extend(FURTHER)).rejects.toMatchObject({ name: "Refusal", code });
    expect(await spent()).toEqual([HOLD, HOLD]);
    await hold.settle(endOf());
    expect(await spent()).toEqual([FINISHED_COSTS, FINISHED_COSTS]);
  });

  it("is not extended once it is settled", async () => {
    const hold = await service.reserve();
    await hold.settle(endOf());
    await expect(hold.extend(FURTHER)).rejects.toMatchObject({ code: "store_unavailable" });
    expect(await spent()).toEqual([FINISHED_COSTS, FINISHED_COSTS]);
  });

  it("asks for nothing when the reply was cut, and says why", async () => {
    const hold = await service.reserve();
    await command("SET", keys.pause, "1");
    await expect.poll(() => hold.cut.aborted, { timeout: 5_000 }).toBe(true);
    const before = service.proxy.trips();
    await expect(hold.extend(FURTHER)).rejects.toMatchObject({ code: "paused" });
    expect(service.proxy.trips()).toBe(before);
    await hold.settle(endOf());
  });

  it("gets the service's totals put back first when the store has lost them", async () => {
    const hold = await service.reserve();
    await command("DEL", keys.serviceSpend);
    alerts.length = 0;
    await hold.extend(FURTHER);
    // What the warm-up had spent was not known any more when this reply was held for.
    expect((await used()).slice(2)).toEqual([BOTH + FINISHED_COSTS, BOTH + FINISHED_COSTS]);
    expect(alerts.map(({ event }) => event)).toEqual(["ledger_started"]);
    await hold.settle(endOf());
  });
});

describeEachStore("a step that nobody has room for", (store) => {
  const { used } = ledgerIn(store);

  it.each([
    ["budget_exhausted", "user", "day"],
    ["service_budget_exhausted", "service", "month"],
  ] as const)("is refused with %s, names the window, and says when it resets", async (code, scope, window) => {
    const plenty = { day: 100, month: 100 };
    const budgetUsd = { ...plenty, [window]: TIGHT };
    const member = { budgetUsd: scope === "user" ? budgetUsd : plenty };
    const everyone = { budgetUsd: scope === "service" ? budgetUsd : plenty };
    service = await startService(store(), {
      plans: { member },
      service: everyone,
      limits: { storeMilliseconds: 4_000 },
    });
    const hold = await service.reserve();
    alerts.length = 0;
    const whose = scope === "user" ? "Your" : "The service's";
    await expect(hold.extend(FURTHER)).rejects.toMatchObject({
      code,
      resetAtMs: expect.any(Number) as number,
      detail: `${whose} allowance for this ${window} does not reach for a further step of this reply.`,
    });
    const told = { event: "budget_threshold", scope, window };
    expect(alerts).toMatchObject([50, 80, 100].map((percent) => ({ ...told, percent })));
    expect((await used()).slice(0, 2)).toEqual([HOLD, HOLD]);
    await hold.settle(endOf());
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
  { kind: "cut_before" },
  { kind: "cut_after" },
];

describeEachStore("an extension whose answer does not come", (store) => {
  const { used } = ledgerIn(store);
  const spent = async () => (await used()).slice(0, 2);

  it.each(FAULTS)("is refused in time, and nothing is left of it: $kind", async (fault) => {
    const isSilence = ["hang", "hang_after", "slow"].includes(fault.kind);
    service = await startService(store(), { limits: { storeMilliseconds: isSilence ? 600 : 4_000 } });
    await warmUp(service);
    const hold = await service.reserve();
    await service.proxy.set(fault);
    const asked = performance.now();
    await expect(hold.extend(FURTHER)).rejects.toMatchObject({ code: "store_unavailable" });
    expect(performance.now() - asked).toBeLessThan(2_000);
    await service.proxy.set({ kind: "none" });
    await hold.settle(endOf());
    // A slow line brings it after the settlement.
    if (fault.kind === "slow") await sleep(fault.ms);
    await expect.poll(spent, { timeout: 5_000 }).toEqual([FINISHED_COSTS, FINISHED_COSTS]);
  });

  it("is asked for once more, and taken once", async () => {
    service = await startService(store());
    await warmUp(service);
    const hold = await service.reserve();
    await hold.extend(FURTHER);
    let asked = 0;
    await service.proxy.set({ kind: "cut_after" }, () => (asked += 1) === 1);
    await hold.extend(FURTHER);
    expect(asked).toBe(2);
    const all = HOLD + 2 * (BOTH - HOLD);
    expect(await spent()).toEqual([all, all]);
    await hold.settle(endOf());
    expect(await spent()).toEqual([FINISHED_COSTS, FINISHED_COSTS]);
  });
});
