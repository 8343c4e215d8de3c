import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { config } from "../support/config.ts";
import { onAlert, onReply } from "../../lib/events.ts";
import { keys } from "../../lib/store/keys.ts";
import { worstCaseOf } from "../../lib/usage/worst-case.ts";
import { endOf, FINISHED_COSTS, INPUT, member, type Service, startService, warmUp } from "../support/ledger/service.ts";
import { ledgerIn } from "../support/ledger/store.ts";
import { describeEachStore } from "../support/store/stores.ts";

// Patient with a busy machine: what must be quick is measured where it matters.
vi.setConfig({ testTimeout: 20_000 });

const HOLD = worstCaseOf(config.models["gpt-6-luna"], INPUT);
/** What the owner would hear of; the channel is one for the whole process. */
const alerts: string[] = [];
const replies: object[] = [];
onAlert(({ event }) => {
  // That the ledger begins is news of another test.
  if (event !== "ledger_started") alerts.push(event);
});
onReply((reply) => replies.push(reply));

/** The deadline matters only where nothing comes. */
const QUICK = { limits: { storeMilliseconds: 600 } };

let service: Service;
/** What the platform was asked to wait for. */
let keptAlive: Promise<void>[];

beforeEach(() => {
  keptAlive = [];
  vi.doMock("next/server", () => ({ after: (work: Promise<void>) => keptAlive.push(work) }));
});
afterEach(async () => {
  vi.doUnmock("next/server");
  await service.stop();
});

describeEachStore("a hold", (store) => {
  const { used, slots: running } = ledgerIn(store);
  const spent = async () => (await used()).slice(0, 2);
  const slots = async () => (await running()).size;

  beforeEach(async () => {
    service = await startService(store());
    await warmUp(service);
    keptAlive = [];
  });

  it("becomes the cost of its reply, once, whatever is said later", async () => {
    const hold = await service.reserve();
    replies.length = 0;
    expect([await spent(), await slots()]).toEqual([[HOLD, HOLD], 1]);
    await Promise.all([hold.settle(endOf()), hold.settle(endOf({ usage: null }))]);
    await hold.settle(endOf({ isFree: true }));
    expect([await spent(), await slots()]).toEqual([[FINISHED_COSTS, FINISHED_COSTS], 0]);
    expect(replies).toHaveLength(1);
  });

  it("is settled in full when its cost cannot be reckoned, and its tokens are not counted", async () => {
    const hold = await service.reserve();
    replies.length = 0;
    await hold.settle(endOf({ usage: { input: -1, cachedInput: 0, cacheWrite: 0, output: 0 } }));
    expect(replies).toMatchObject([{ usage: null, microUsd: HOLD }]);
    expect(await spent()).toEqual([HOLD, HOLD]);
  });

  it.each([
    ["was refused", { usage: null, isFree: true }, 0],
    ["ended without usage", { usage: null, text: "Hello", deltas: 1 }, 28],
  ])("is settled when its reply %s", async (_, difference, cost) => {
    const hold = await service.reserve();
    await hold.settle(endOf(difference));
    expect(await spent()).toEqual([cost, cost]);
  });

  it.each(["cut_before", "bad_gateway", "hang"] as const)(
    "is settled as soon as the store is back, after %s",
    async (kind) => {
      if (kind === "hang") {
        await service.stop();
        service = await startService(store(), QUICK);
      }
      const hold = await service.reserve();
      await service.proxy.set({ kind });
      const asked = performance.now();
      await hold.settle(endOf());
      expect(performance.now() - asked).toBeLessThan(1_000);
      expect(await spent()).toEqual([HOLD, HOLD]);
      await service.proxy.set({ kind: "none" });
      await expect.poll(spent, { timeout: 5_000 }).toEqual([FINISHED_COSTS, FINISHED_COSTS]);
      expect(await slots()).toBe(0);
    },
  );

  it("is settled once when the store has heard of it and its answer was lost, again and again", async () => {
    const hold = await service.reserve();
    const other = await service.reserve(member());
    await service.proxy.set({ kind: "cut_after" });
    await hold.settle(endOf());
    const before = service.proxy.trips();
    await expect.poll(service.proxy.trips, { timeout: 5_000 }).toBeGreaterThan(before + 1);
    await service.proxy.set({ kind: "none" });
    await Promise.all(keptAlive.slice(0, 1));
    expect(await spent()).toEqual([FINISHED_COSTS + HOLD, FINISHED_COSTS + HOLD]);
    await other.settle(endOf());
  });

  it("has the platform wait until the settlement has landed", async () => {
    const hold = await service.reserve();
    expect(keptAlive).toHaveLength(1);
    const landed = vi.fn<() => void>();
    void keptAlive[0]?.then(landed);
    await service.proxy.set({ kind: "cut_before" });
    await hold.settle(endOf());
    expect(landed).not.toHaveBeenCalled();
    await service.proxy.set({ kind: "none" });
    await keptAlive[0];
    expect(await spent()).toEqual([FINISHED_COSTS, FINISHED_COSTS]);
  });

  it("names the user to the provider by a hash that stays the same", async () => {
    const [one, two, other] = [
      await service.reserve(),
      await service.reserve(),
      await service.reserve(member("github:2")),
    ];
    expect(one.safetyIdentifier).toMatch(/^[0-9a-f]{32}$/);
    expect(two.safetyIdentifier).toBe(one.safetyIdentifier);
    expect(other.safetyIdentifier).not.toBe(one.safetyIdentifier);
    expect(new Set([one.id, two.id, other.id]).size).toBe(3);
    for (const hold of [one, two, other]) await hold.settle(endOf());
  });

  it("tells the owner's figures of each reply but those the provider refused", async () => {
    replies.length = 0;
    for (const difference of [{}, { isFree: true, usage: null }])
      await service.reserve().then((hold) => hold.settle(endOf(difference)));
    expect(replies).toMatchObject([
      { requestId: "request-1", account: "github:1", plan: "member", microUsd: FINISHED_COSTS, ended: "stop" },
    ]);
  });
});

describeEachStore("a provider that refuses the owner's account", (store) => {
  const { command } = ledgerIn(store);
  const refused = endOf({ usage: null, isFree: true, concerns: "account" });
  const heard = () => alerts.splice(0);

  beforeEach(async () => {
    service = await startService(store());
    heard();
  });

  it("is asked no more, and the owner is told once", async () => {
    const holds = [await service.reserve(), await service.reserve()];
    for (const hold of holds) await hold.settle(refused);
    await expect(service.reserve()).rejects.toMatchObject({ code: "provider_unavailable" });
    expect(heard()).toEqual(["provider_unavailable"]);
    expect(Number(await command("GET", keys.breaker("openai"))) - Date.now()).toBeGreaterThan(55_000);
  });

  it.each([
    ["answered", endOf()],
    ["answered by words without a bill", endOf({ usage: null, text: "Hello", deltas: 1 })],
    ["answered by a bill without words", endOf({ text: "", deltas: 0 })],
  ])("is tried by one reply, and is back for all when that is %s", async (_, end) => {
    await command("SET", keys.breaker("openai"), String(Date.now() - 1));
    const probe = await service.reserve();
    await expect(service.reserve()).rejects.toMatchObject({ code: "provider_unavailable" });
    await probe.settle(end);
    expect(heard()).toEqual(["resumed"]);
    await service.reserve().then((hold) => hold.settle(endOf()));
    expect(heard()).toEqual([]);
  });

  it.each([
    ["refused again", refused],
    ["cut before it says anything", endOf({ usage: null, text: "", deltas: 0 })],
  ])("stays shut when the one reply is %s", async (_, end) => {
    await command("SET", keys.breaker("openai"), String(Date.now() - 1));
    await service.reserve().then((hold) => hold.settle(end));
    await expect(service.reserve()).rejects.toMatchObject({ code: "provider_unavailable" });
    expect(heard()).toEqual([]);
  });

  it("takes no other provider along", async () => {
    await service.stop();
    service = await startService(store(), {
      models: { "gpt-5-mini": { provider: "other" } },
      providers: { other: { api: "chat" } },
      limits: { storeMilliseconds: 4_000 },
    });
    const elsewhere = { model: "gpt-5-mini" };
    const [refusing, other] = [await service.reserve(), await service.reserve(undefined, elsewhere)];
    await refusing.settle(refused);
    await expect(service.reserve()).rejects.toMatchObject({ code: "provider_unavailable" });
    await other.settle(refused);
    await expect(service.reserve(undefined, elsewhere)).rejects.toMatchObject({ code: "provider_unavailable" });
    await command("DEL", keys.breaker("other"));
    await service.reserve(undefined, elsewhere).then((hold) => hold.settle(endOf()));
    await expect(service.reserve()).rejects.toMatchObject({ code: "provider_unavailable" });
    expect(heard()).toEqual(["provider_unavailable", "provider_unavailable"]);
  });

  it("does not keep a reply from being settled when the store cannot note it", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const hold = await service.reserve();
    await service.proxy.set({ kind: "oom" });
    await expect(hold.settle(refused)).resolves.toBeUndefined();
    await service.proxy.set({ kind: "none" });
    vi.restoreAllMocks();
  });
});
