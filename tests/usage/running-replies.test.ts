import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import type { Hold } from "../../lib/usage/hold.ts";
import { endOf, member, type Service, startService, warmUp } from "../support/ledger/service.ts";
import { ledgerIn } from "../support/ledger/store.ts";
import { describeEachStore } from "../support/store/stores.ts";

// Patient with a busy machine: what must be quick is measured where it matters.
vi.setConfig({ testTimeout: 20_000 });

let service: Service;
const holds: Hold[] = [];

async function running(account?: string): Promise<Hold> {
  const hold = await service.reserve(member(account));
  holds.push(hold);
  return hold;
}

/** @returns after how many milliseconds it was cut, and with which code */
async function cutOf({ cut }: Hold): Promise<{ afterMs: number; code: string }> {
  const from = performance.now();
  if (!cut.aborted) await new Promise((aborted) => cut.addEventListener("abort", aborted, { once: true }));
  const reason: unknown = cut.reason;
  if (!(reason instanceof Error) || !("code" in reason)) throw new Error("It was cut without a Refusal");
  return { afterMs: performance.now() - from, code: String(reason.code) };
}

afterEach(async () => {
  await service.proxy.set({ kind: "none" });
  for (const hold of holds.splice(0)) await hold.settle(endOf());
  await service.stop();
  vi.doUnmock("../../lib/ledger/reservation.ts");
});

describeEachStore("a running reply", (store) => {
  const { command } = ledgerIn(store);

  beforeEach(async () => {
    service = await startService(store());
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ["the service is paused", "paused", () => command("SET", keys.pause, "1")],
    ["its account is blocked", "forbidden", () => command("SET", keys.blocked("github:1"), "1")],
    ["another has taken its slot", "store_unavailable", () => command("DEL", keys.running("github:1"))],
  ])("is cut within two seconds when %s", async (_, code, happen) => {
    const hold = await running();
    await happen();
    const cut = await cutOf(hold);
    expect(cut.code).toBe(code);
    expect(cut.afterMs).toBeLessThan(2_000);
  });

  it("goes on when another's account is blocked", async () => {
    const [mine, other] = [await running(), await running("github:2")];
    await command("SET", keys.blocked("github:2"), "1");
    expect(await cutOf(other)).toMatchObject({ code: "forbidden" });
    await sleep(50);
    expect(mine.cut.aborted).toBe(false);
  });

  it("shares one look a second with all replies of the process, and looks no longer", async () => {
    await warmUp(service);
    await running();
    await running();
    const trips = service.proxy.trips();
    await sleep(2_500);
    expect(service.proxy.trips() - trips).toBe(2);
    for (const hold of holds.splice(0)) await hold.settle(endOf());
    const quiet = service.proxy.trips();
    await sleep(1_200);
    expect(service.proxy.trips() - quiet).toBe(0);
  });

  it("goes on while the store is silent and its lease stands", async () => {
    const hold = await running();
    await service.proxy.set({ kind: "bad_gateway" });
    await sleep(1_200);
    expect(hold.cut.aborted).toBe(false);
    await service.proxy.set({ kind: "none" });
    await command("SET", keys.pause, "1");
    expect(await cutOf(hold)).toMatchObject({ code: "paused" });
  });
});

describeEachStore("a running reply whose lease is short", (store) => {
  const { slots } = ledgerIn(store);

  it("renews it when a third has passed, with those of the others and not at each look", async () => {
    vi.doMock("../../lib/ledger/reservation.ts", async (original) => ({
      ...(await original<object>()),
      LEASE_MS: 6_000,
    }));
    service = await startService(store());
    const all = [await running(), await running()];
    const before = await slots();
    const renewed = async () => {
      const now = await slots();
      return all.filter(({ id }) => (now.get(id) ?? 0) > (before.get(id) ?? Infinity)).length;
    };
    await sleep(1_500);
    expect(await renewed()).toBe(0);
    await expect.poll(renewed, { timeout: 3_000 }).toBe(2);
    expect(all.map(({ cut }) => cut.aborted)).toEqual([false, false]);
  });

  it("is cut when the store stays silent past its end", async () => {
    vi.doMock("../../lib/ledger/reservation.ts", async (original) => ({
      ...(await original<object>()),
      LEASE_MS: 1_500,
    }));
    service = await startService(store());
    const hold = await running();
    await service.proxy.set({ kind: "rubbish" });
    const cut = await cutOf(hold);
    expect(cut.code).toBe("store_unavailable");
    expect(cut.afterMs).toBeGreaterThan(1_000);
    expect(cut.afterMs).toBeLessThan(4_000);
  });
});

describeEachStore("a process that is told to end", (store) => {
  it("takes no new work, lets its replies go on for a grace, and then cuts them", async () => {
    const others = new Set(process.listeners("SIGTERM"));
    service = await startService(store(), { limits: { shutdownSeconds: 0.5, storeMilliseconds: 4_000 } });
    const hold = await running();
    const [drain] = process.listeners("SIGTERM").filter((listener) => !others.has(listener));
    drain?.("SIGTERM");
    const refusal = { code: "paused", detail: "The service is restarting. Try again in a moment." };
    await expect(service.reserve()).rejects.toMatchObject(refusal);
    expect(hold.cut.aborted).toBe(false);
    const cut = await cutOf(hold);
    expect(cut.code).toBe("paused");
    expect(cut.afterMs).toBeGreaterThan(300);
    expect(cut.afterMs).toBeLessThan(1_500);
  });
});
