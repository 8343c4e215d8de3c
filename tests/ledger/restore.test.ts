import { beforeEach, expect, it, vi } from "vitest";

import { restoreIn } from "../../lib/ledger/restore.ts";
import type { Totals } from "../../lib/ledger/totals.ts";
import { keys } from "../../lib/store/keys.ts";
import { ledgerIn, PLENTY, reservation, type Terms } from "../support/ledger/store.ts";
import { describeEachStore } from "../support/store/stores.ts";

// Patient with a busy machine: what must be quick is measured where it matters.
vi.setConfig({ testTimeout: 20_000 });

const NOW = Date.UTC(2090, 0, 10, 12);
const LATER = NOW + 60_000;
const LIMITS = PLENTY.map(() => 1_000_000);

describeEachStore("a store that forgets", (store) => {
  const { run, command, reserve, settle, used, dump } = ledgerIn(store);
  const { day, month } = reservation({ nowMs: NOW });

  /** One process, with what it has seen. */
  class Process {
    seen: Totals | undefined;
    readonly #name: string;
    #count = 0;

    constructor(name: string) {
      this.#name = name;
    }

    async ask(terms: Terms = {}) {
      const id = `${this.#name}${(this.#count += 1)}`;
      const answer = await reserve({ id, nowMs: LATER, limits: LIMITS, seen: this.seen, ...terms });
      if ("service" in answer && answer.service) this.seen = answer.service.totals;
      return answer;
    }

    async restore(nowMs = LATER) {
      if (!this.seen) throw new Error("it has seen nothing");
      const answer = await restoreIn(run, { day, month, totals: this.seen }, nowMs);
      this.seen = answer.totals;
      return answer;
    }
  }

  let one: Process;
  let other: Process;
  const service = async () => (await used({ nowMs: NOW })).slice(2);

  beforeEach(async () => {
    [one, other] = [new Process("one"), new Process("other")];
    await one.ask({ nowMs: NOW, hold: 300_000 });
    await other.ask({ nowMs: NOW, hold: 300_000 });
  });

  it("says when it begins to count, once", async () => {
    await command("FLUSHALL");
    const answers = [];
    for (const [at, name] of ["a", "b", "c"].entries())
      answers.push(await new Process(name).ask({ nowMs: LATER + at }));
    expect(answers.map((answer) => "service" in answer && answer.service?.hasBegun)).toEqual([true, false, false]);
    expect(await command("HGET", keys.serviceSpend, "since")).toBe(String(LATER));
  });

  const LOSSES: [string, () => Promise<unknown>][] = [
    ["everything", () => command("FLUSHALL")],
    ["the service's figures alone", () => command("DEL", keys.serviceSpend)],
    [
      "the latest writes, as a replica that lagged",
      () => command("HSET", keys.serviceSpend, "holds", "1", day, "300000", month, "300000"),
    ],
  ];

  it.each(LOSSES)("takes nothing when it has lost %s, and gets it back once", async (_, lose) => {
    await lose();
    const before = await dump();
    expect(await other.ask()).toEqual({ word: "forgotten", crossings: [] });
    expect(await dump()).toEqual(before);
    expect(await other.restore()).toMatchObject({ hasBegun: true, totals: { since: LATER, holds: 2 } });
    expect(await service()).toEqual([600_000, 600_000]);
    expect(await other.ask({ hold: 1_000 })).toMatchObject({ word: "reserved", service: { hasBegun: false } });
    // Who has seen less notices as well, and changes nothing.
    expect(await one.ask()).toMatchObject({ word: "forgotten" });
    expect(await one.restore()).toMatchObject({ hasBegun: false, totals: { since: LATER, holds: 3 } });
    expect(await service()).toEqual([601_000, 601_000]);
    expect(await one.ask({ hold: 1_000 })).toMatchObject({ word: "reserved" });
  });

  it("gets the larger figure, whoever comes first, and though others have spent meanwhile", async () => {
    await command("FLUSHALL");
    await new Process("new").ask({ hold: 7_000 });
    expect(await one.ask()).toMatchObject({ word: "forgotten" });
    expect(await one.restore()).toMatchObject({ hasBegun: false });
    expect(await service()).toEqual([300_000, 300_000]);
    expect(await other.ask()).toMatchObject({ word: "forgotten" });
    await other.restore();
    expect(await service()).toEqual([600_000, 600_000]);
  });

  it("is put back by twenty at once as by one", async () => {
    await command("FLUSHALL");
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => {
        const process = new Process(`p${at}`);
        process.seen = other.seen;
        return process.restore();
      }),
    );
    expect(answers.filter(({ hasBegun }) => hasBegun)).toHaveLength(1);
    expect(await service()).toEqual([600_000, 600_000]);
  });

  it("tells of no threshold a second time", async () => {
    expect((await other.ask({ hold: 1 })).crossings).toEqual([]);
    expect(other.seen).toMatchObject({ month: { alertedPercent: 50 }, day: { alertedPercent: 50 } });
    await command("FLUSHALL");
    await other.restore();
    expect((await other.ask({ hold: 1, account: "github:2" })).crossings).toEqual([]);
  });

  it("still counts a reply that ends afterwards", async () => {
    await command("FLUSHALL");
    await other.restore();
    await settle({ id: "other1", nowMs: NOW }, 1_234);
    expect(await service()).toEqual([601_234, 601_234]);
  });

  it("is no loss when nothing is lost, though replies have ended since", async () => {
    await settle({ id: "one1", nowMs: NOW }, 5);
    const before = await service();
    expect(await other.restore()).toMatchObject({ hasBegun: false, totals: { since: NOW, holds: 2 } });
    expect(await service()).toEqual(before);
  });

  it("takes a bill as the floor, and changes nothing where more is known", async () => {
    const floor = (usedMicroUsd: number) => {
      const total = { usedMicroUsd, alertedPercent: 0 };
      return restoreIn(run, { day, month, totals: { since: null, holds: 0, month: total, day: total } }, LATER);
    };
    expect(await floor(599_999)).toMatchObject({ hasBegun: false });
    expect(await service()).toEqual([600_000, 600_000]);
    await floor(700_000);
    expect(await service()).toEqual([700_000, 700_000]);
    expect(await other.ask({ hold: 300_001, account: "github:2" })).toMatchObject({ word: "exhausted" });
    await command("FLUSHALL");
    expect(await floor(5)).toMatchObject({ hasBegun: true, totals: { since: LATER, holds: 0 } });
    expect(Number(await command("PTTL", keys.serviceSpend))).toBeGreaterThan(0);
  });

  it("is closed when a figure in the store is none, and changes nothing", async () => {
    await command("HSET", keys.serviceSpend, day, "rubbish");
    const before = await dump();
    await expect(one.restore()).rejects.toBeInstanceOf(Error);
    expect(await dump()).toEqual(before);
  });
});
