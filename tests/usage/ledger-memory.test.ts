import { afterEach, expect, it, vi } from "vitest";

import { type AlertEvent, onAlert } from "../../lib/events.ts";
import { keys } from "../../lib/store/keys.ts";
import { worstCaseOf } from "../../lib/usage/worst-case.ts";
import { config } from "../support/config.ts";
import { endOf, FINISHED_COSTS, INPUT, member, type Service, startService } from "../support/ledger/service.ts";
import { ledgerIn, reservation } from "../support/ledger/store.ts";
import { describeEachStore } from "../support/store/stores.ts";

// Patient with a busy machine: what must be quick is measured where it matters.
vi.setConfig({ testTimeout: 20_000 });

const HOLD = worstCaseOf(config.models["gpt-6-luna"], INPUT);

let service: Service;
let stopListening: () => void = () => {};
afterEach(async () => {
  vi.useRealTimers();
  stopListening();
  await service.stop();
});

describeEachStore("a process whose store forgets", (store) => {
  const { command, used } = ledgerIn(store);
  let alerts: AlertEvent[] = [];
  const begun = () => alerts.filter(({ event }) => event === "ledger_started");

  async function start(): Promise<void> {
    service = await startService(store());
    alerts = [];
    stopListening = onAlert((alert) => alerts.push(alert));
  }

  /** So many replies to the end. */
  async function answer(times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) await (await service.reserve()).settle(endOf());
  }

  it("tells that the ledger begins, once", async () => {
    await start();
    await answer(3);
    expect(begun()).toEqual([{ event: "ledger_started", reason: expect.stringContaining("no spending") as unknown }]);
  });

  it("puts the service's totals back with the next request, and says what is lost", async () => {
    await start();
    await answer(9);
    const hold = await service.reserve();
    const [, , month, day] = await used();
    await command("FLUSHALL");
    await hold.settle(endOf());
    await answer(1);
    expect(await used()).toEqual([
      2 * FINISHED_COSTS,
      2 * FINISHED_COSTS,
      ...[month, day].map((seen = 0) => seen + FINISHED_COSTS),
    ]);
    expect(begun().map((alert) => "reason" in alert && alert.reason)).toEqual([
      expect.stringContaining("no spending"),
      expect.stringContaining("put back"),
    ]);
  });

  it("does so with a heartbeat while replies run, which are cut", async () => {
    await start();
    await answer(5);
    const hold = await service.reserve(member("github:2"));
    const [, , ...before] = await used();
    await command("FLUSHALL");
    await expect.poll(async () => (await used()).slice(2), { timeout: 5_000 }).toEqual(before);
    expect(hold.cut.aborted).toBe(true);
    await hold.settle(endOf());
  });

  it("remembers today, also when a reply of yesterday grows", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2090, 4, 10, 23, 59, 59) });
    await start();
    const yesterday = await service.reserve();
    vi.setSystemTime(Date.UTC(2090, 4, 11, 0, 0, 1));
    const today = await service.reserve(member("github:2"));
    await yesterday.extend(INPUT);
    await command("DEL", keys.serviceSpend);
    const next = await service.reserve(member("github:3"));
    const [, , month, day] = await used();
    expect([month, day]).toEqual([3 * HOLD, 2 * HOLD]);
    for (const hold of [yesterday, today, next]) await hold.settle(endOf());
  });

  it("asks a second time at the most, and takes nothing when that is refused", async () => {
    await start();
    await answer(2);
    await command("DEL", keys.serviceSpend);
    await command("SET", keys.serviceSpend, "rubbish");
    await expect(service.reserve()).rejects.toMatchObject({ code: "store_unavailable" });
    await command("DEL", keys.serviceSpend);
    await answer(1);
    // What was held when it was last seen counts on: it may have been billed.
    expect((await used(reservation()))[3]).toBe(HOLD + 2 * FINISHED_COSTS);
  });
});
