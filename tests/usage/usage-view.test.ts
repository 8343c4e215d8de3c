import { afterEach, describe, expect, it, vi } from "vitest";

import { config } from "../support/config.ts";
import { usedIn } from "../../lib/ledger/used.ts";
import { keys } from "../../lib/store/keys.ts";
import { endOf, FINISHED_COSTS, member, type Service, startService } from "../support/ledger/service.ts";
import { ledgerIn, reservation } from "../support/ledger/store.ts";
import { describeEachStore } from "../support/store/stores.ts";

vi.setConfig({ testTimeout: 20_000 });

describeEachStore("the usage view", (store) => {
  const { command } = ledgerIn(store);
  let service: Service;
  afterEach(() => service.stop());

  async function view(account?: string) {
    const { usageView } = await import("../../lib/usage/usage-view.ts");
    return usageView({ ...member(account), budgetUsd: config.plans.member.budgetUsd, creditMicroUsd: 0 });
  }

  it("shows what is spent and held, of which limit, and when it resets", async () => {
    service = await startService(store());
    const now = new Date();
    const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
    const windows = [
      { window: "day", limitMicroUsd: 250_000, resetAt: new Date(Date.UTC(year, month, day + 1)).toISOString() },
      { window: "month", limitMicroUsd: 2_500_000, resetAt: new Date(Date.UTC(year, month + 1, 1)).toISOString() },
    ];
    expect((await view()).spend).toEqual(windows.map((one) => ({ ...one, usedMicroUsd: 0 })));
    const hold = await service.reserve();
    const held = (await view()).spend.map(({ usedMicroUsd }) => usedMicroUsd);
    expect(Math.min(...held)).toBeGreaterThan(FINISHED_COSTS);
    await hold.settle(endOf());
    expect((await view()).spend).toEqual(windows.map((one) => ({ ...one, usedMicroUsd: FINISHED_COSTS })));
    expect((await view("github:2")).spend).toEqual(windows.map((one) => ({ ...one, usedMicroUsd: 0 })));
  });

  it("says how long a message may be", async () => {
    service = await startService(store());
    expect(await view()).toMatchObject({ maxInputTokens: config.plans.member.maxInputTokens });
  });

  it("says nothing rather than something wrong when a figure is none", async () => {
    service = await startService(store());
    await command("HSET", keys.userSpend("github:1"), reservation().day, "rubbish");
    await expect(view()).rejects.toMatchObject({ code: "store_unavailable" });
  });

  it("is refused when the store does not answer", async () => {
    service = await startService(store());
    await service.proxy.set({ kind: "bad_gateway" });
    await expect(view()).rejects.toMatchObject({ code: "store_unavailable" });
  });
});

describe("figures of windows", () => {
  const answered = (answer: unknown) => usedIn(async () => answer, "github:1", reservation());

  it("are exact, up to 2^53", async () => {
    expect(await answered("used 0 9007199254740991")).toEqual({ day: 0, month: 9_007_199_254_740_991 });
  });

  it.each([
    null,
    "",
    "OK",
    4,
    ["used 1 2"],
    "1 2",
    "used",
    "used 1",
    "used 1 2 3",
    "used 1 2 ",
    "used 1 x",
    "used 1 1.5",
    "used 1 -2",
    "used 1 1e6",
    "used 1 9007199254740992",
  ])("are a broken store's when it answers %j", async (answer) => {
    await expect(answered(answer)).rejects.toThrow("none of the ledger's words");
  });
});
