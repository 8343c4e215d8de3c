import { expect, it, vi } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import { BREAKER_MS, LEASE_MS } from "../../lib/usage/ledger.ts";
import { ledgerIn, PLENTY } from "../support/ledger-store.ts";
import { describeEachStore } from "../support/stores.ts";

// Patient with a busy machine: what must be quick is measured where it matters.
vi.setConfig({ testTimeout: 20_000 });

const NOW = Date.now();

describeEachStore("slots for parallel replies", (store) => {
  const { reserve, settle, cancel, renew, command, used } = ledgerIn(store);

  it("are as many as the plan says, whoever comes first", async () => {
    const asked = Array.from({ length: 30 }, (_, at) => reserve({ id: `r${at}`, parallelReplies: 3, nowMs: NOW }));
    const words = (await Promise.all(asked)).map(({ word }) => word);
    expect(words.filter((word) => word === "reserved")).toHaveLength(3);
    expect(words.filter((word) => word === "parallel_limit")).toHaveLength(27);
    expect(await used({ nowMs: NOW })).toEqual([3_000, 3_000, 3_000, 3_000]);
  });

  it("belong to one account each", async () => {
    expect(await reserve({ id: "a", account: "github:1", parallelReplies: 1 })).toMatchObject({ word: "reserved" });
    expect(await reserve({ id: "b", account: "github:2", parallelReplies: 1 })).toMatchObject({ word: "reserved" });
  });

  it.each(["settled", "cancelled"])("come back at once when a reply is %s", async (way) => {
    await reserve({ id: "a", parallelReplies: 1 });
    await (way === "settled" ? settle({ id: "a" }, 5) : cancel({ id: "a" }));
    expect(await reserve({ id: "b", parallelReplies: 1 })).toMatchObject({ word: "reserved" });
  });

  it("come back when the lease of a crashed reply ends, and not before; its hold stays", async () => {
    await reserve({ id: "a", parallelReplies: 1, nowMs: NOW });
    expect(await reserve({ id: "b", parallelReplies: 1, nowMs: NOW + LEASE_MS - 1 })).toMatchObject({
      word: "parallel_limit",
    });
    expect(await reserve({ id: "c", parallelReplies: 1, nowMs: NOW + LEASE_MS })).toMatchObject({ word: "reserved" });
    expect(await used({ nowMs: NOW })).toEqual([2_000, 2_000, 2_000, 2_000]);
  });

  it("stay with a reply that renews its lease", async () => {
    await reserve({ id: "a", parallelReplies: 1, nowMs: NOW });
    for (const passed of [20_000, 40_000, 60_000]) {
      expect(await renew([{ id: "a" }], NOW + passed)).toEqual(["ok"]);
      const later = NOW + passed + LEASE_MS - 1;
      expect(await reserve({ id: `b${passed}`, parallelReplies: 1, nowMs: later })).toMatchObject({
        word: "parallel_limit",
      });
    }
  });

  it("are lost to a reply whose slot another has taken", async () => {
    await reserve({ id: "a", parallelReplies: 1, nowMs: NOW });
    await reserve({ id: "b", parallelReplies: 1, nowMs: NOW + LEASE_MS });
    expect(await renew([{ id: "a" }, { id: "b" }], NOW + LEASE_MS)).toEqual(["lost", "ok"]);
  });

  it("survive an instance whose clock is behind by more than a lease", async () => {
    const behind = NOW - 2 * LEASE_MS;
    await reserve({ id: "a", nowMs: NOW });
    await reserve({ id: "b", nowMs: behind });
    expect(await renew([{ id: "b" }], behind)).toEqual(["ok"]);
    expect(await renew([{ id: "a" }, { id: "b" }], NOW)).toEqual(["ok", "ok"]);
    expect(await reserve({ id: "c", nowMs: NOW, parallelReplies: 2 })).toMatchObject({ word: "parallel_limit" });
  });

  it("are forgotten by the store when nobody has used them for long", async () => {
    await reserve({ nowMs: NOW });
    await renew([{}], NOW + 1_000);
    const left = Number(await command("PTTL", keys.running("github:1")));
    expect(left).toBeGreaterThan(LEASE_MS);
    expect(left).toBeLessThanOrEqual(86_400_000);
  });
});

describeEachStore("a heartbeat", (store) => {
  const { reserve, renew, command } = ledgerIn(store);
  const replies = [
    { id: "a", account: "github:1" },
    { id: "b", account: "github:2" },
    { id: "c", account: "github:2" },
  ];

  it("answers for each reply, in their order", async () => {
    for (const reply of replies) await reserve(reply);
    await command("ZREM", keys.running("github:2"), "b");
    expect(await renew(replies)).toEqual(["ok", "lost", "ok"]);
    await command("SET", keys.blocked("github:2"), "1");
    expect(await renew(replies)).toEqual(["ok", "blocked", "blocked"]);
    await command("SET", keys.pause, "1");
    expect(await renew(replies)).toEqual(["paused", "paused", "paused"]);
  });

  it("renews nothing while the service is paused or the account blocked", async () => {
    await reserve({ nowMs: NOW });
    const lease = () => command("ZSCORE", keys.running("github:1"), "r1");
    const before = await lease();
    await command("SET", keys.blocked("github:1"), "1");
    await renew([{}], NOW + 5_000);
    await command("SET", keys.pause, "1");
    await renew([{}], NOW + 5_000);
    expect(await lease()).toBe(before);
  });

  it("does not give a slot to a reply that has none", async () => {
    expect(await renew([{}])).toEqual(["lost"]);
    expect(await command("EXISTS", keys.running("github:1"))).toBe(0);
  });
});

describeEachStore("an open breaker", (store) => {
  const { reserve, command } = ledgerIn(store);
  const at = (id: string, nowMs: number) => reserve({ id, nowMs }).then(({ word }) => word);

  it("lets one reply try when its time has come, and the next a minute later", async () => {
    await command("SET", keys.breaker, NOW + BREAKER_MS);
    expect(await at("a", NOW + BREAKER_MS - 1)).toBe("breaker_open");
    const tried = await Promise.all(["b", "c", "d", "e"].map((id) => at(id, NOW + BREAKER_MS)));
    expect(tried.toSorted()).toEqual(["breaker_open", "breaker_open", "breaker_open", "probing"]);
    expect(await at("f", NOW + 2 * BREAKER_MS - 1)).toBe("breaker_open");
    expect(await at("g", NOW + 2 * BREAKER_MS)).toBe("probing");
  });

  it("does not spend its try on a reply that is refused for another reason", async () => {
    await command("SET", keys.breaker, NOW);
    expect(await reserve({ id: "a", nowMs: NOW, limits: PLENTY.map(() => 0) })).toMatchObject({ word: "exhausted" });
    expect(await reserve({ id: "b", nowMs: NOW, parallelReplies: 0 })).toMatchObject({ word: "parallel_limit" });
    expect(await at("c", NOW)).toBe("probing");
  });

  it("lets all in once it is closed", async () => {
    await command("SET", keys.breaker, NOW + BREAKER_MS);
    await command("DEL", keys.breaker);
    expect([await at("a", NOW), await at("b", NOW)]).toEqual(["reserved", "reserved"]);
  });
});
