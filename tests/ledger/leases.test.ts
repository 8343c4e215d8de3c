import { expect, it, vi } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import { BREAKER_MS, LEASE_MS } from "../../lib/ledger/reservation.ts";
import { ledgerIn, PLENTY } from "../support/ledger/store.ts";
import { describeEachStore } from "../support/store/stores.ts";

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
  const { reserve, renew, watch, command, slots } = ledgerIn(store);
  const replies = [
    { id: "a", account: "github:1" },
    { id: "b", account: "github:2" },
    { id: "c", account: "github:2" },
  ];

  it.each(["renews", "looks"])("answers for each reply, in their order, when it %s", async (what) => {
    const beat = () => (what === "renews" ? renew(replies) : watch(replies));
    for (const reply of replies) await reserve(reply);
    expect(await beat()).toEqual(["ok", "ok", "ok"]);
    await command("SET", keys.running("github:2"), `c ${NOW + LEASE_MS}`);
    expect(await beat()).toEqual(["ok", "lost", "ok"]);
    await command("SET", keys.blocked("github:2"), "1");
    expect(await beat()).toEqual(["ok", "blocked", "blocked"]);
    await command("SET", keys.pause, "1");
    expect(await beat()).toEqual(["paused", "paused", "paused"]);
    await command("DEL", keys.pause, keys.blocked("github:2"), keys.running("github:1"));
    expect(await beat()).toEqual(["lost", "lost", "ok"]);
  });

  it("answers in the order of the replies when accounts take turns", async () => {
    const turns = [...replies, { id: "d", account: "github:1" }, { id: "e", account: "github:3" }];
    for (const reply of turns.filter(({ id }) => id !== "b")) await reserve(reply);
    const order = ["c", "d", "b", "e", "a"].map((id) => turns.find((reply) => reply.id === id) ?? {});
    expect(await renew(order)).toEqual(["ok", "ok", "lost", "ok", "ok"]);
    expect(await watch(order)).toEqual(["ok", "ok", "lost", "ok", "ok"]);
  });

  it("takes no reply for another whose name begins alike", async () => {
    await reserve({ id: "a1" });
    expect(await renew([{ id: "a" }, { id: "1" }])).toEqual(["lost", "lost"]);
    expect(await watch([{ id: "a" }, { id: "1" }])).toEqual(["lost", "lost"]);
  });

  it("renews nothing while the service is paused or the account blocked", async () => {
    await reserve({ nowMs: NOW });
    const before = await slots();
    await command("SET", keys.blocked("github:1"), "1");
    await renew([{}], NOW + 5_000);
    await command("SET", keys.pause, "1");
    await renew([{}], NOW + 5_000);
    expect(await slots()).toEqual(before);
  });

  it("renews nothing when it only looks", async () => {
    await reserve({ nowMs: NOW });
    const before = await slots();
    await watch([{}]);
    expect(await slots()).toEqual(before);
  });

  it("does not give a slot to a reply that has none", async () => {
    expect(await renew([{}])).toEqual(["lost"]);
    expect(await command("EXISTS", keys.running("github:1"))).toBe(0);
  });
});

describeEachStore("the count of running replies", (store) => {
  const { reserve, renew, settle, cancel, gauge } = ledgerIn(store);
  const STEP_MS = 5_000;

  it("follows replies as they begin, go on and end", async () => {
    for (const id of ["a", "b", "c", "d"]) await reserve({ id, account: `of ${id}`, nowMs: NOW });
    expect(await gauge(NOW)).toBe(4);
    await settle({ id: "a", account: "of a" }, 5);
    await cancel({ id: "b", account: "of b" });
    expect(await gauge(NOW)).toBe(2);
    const goingOn = ["c", "d"].map((id) => ({ id, account: `of ${id}` }));
    await renew(goingOn, NOW + 20_000);
    expect(await gauge(NOW + LEASE_MS + STEP_MS)).toBe(2);
    for (const reply of goingOn) await settle(reply, 5);
    expect(await gauge(NOW)).toBe(0);
  });

  it("loses a crashed reply within five seconds of its lease's end, and forgets it", async () => {
    await reserve({ id: "crashed", nowMs: NOW });
    expect(await gauge(NOW + LEASE_MS - 1)).toBe(1);
    expect(await gauge(NOW + LEASE_MS + STEP_MS)).toBe(0);
    await reserve({ id: "next", nowMs: NOW + LEASE_MS + STEP_MS });
    expect(await gauge(NOW)).toBe(1);
  });

  it("is not changed by a repeated end, or by an end of what never began", async () => {
    await reserve({ id: "a", nowMs: NOW });
    await reserve({ id: "b", nowMs: NOW });
    for (const _ of [1, 2]) await settle({ id: "a" }, 5);
    await cancel({ id: "a" });
    await settle({ id: "never" }, 5);
    expect(await gauge(NOW)).toBe(1);
  });
});

describeEachStore("an open breaker", (store) => {
  const { reserve, command } = ledgerIn(store);
  const at = (id: string, nowMs: number) => reserve({ id, nowMs }).then(({ word }) => word);

  it("lets one reply try when its time has come, and the next a minute later", async () => {
    await command("SET", keys.breaker("openai"), NOW + BREAKER_MS);
    expect(await at("a", NOW + BREAKER_MS - 1)).toBe("breaker_open");
    const tried = await Promise.all(["b", "c", "d", "e"].map((id) => at(id, NOW + BREAKER_MS)));
    expect(tried.toSorted()).toEqual(["breaker_open", "breaker_open", "breaker_open", "probing"]);
    expect(await at("f", NOW + 2 * BREAKER_MS - 1)).toBe("breaker_open");
    expect(await at("g", NOW + 2 * BREAKER_MS)).toBe("probing");
  });

  it("does not spend its try on a reply that is refused for another reason", async () => {
    await command("SET", keys.breaker("openai"), NOW);
    expect(await reserve({ id: "a", nowMs: NOW, limits: PLENTY.map(() => 0) })).toMatchObject({ word: "exhausted" });
    expect(await reserve({ id: "b", nowMs: NOW, parallelReplies: 0 })).toMatchObject({ word: "parallel_limit" });
    expect(await at("c", NOW)).toBe("probing");
  });

  it("lets all in once it is closed", async () => {
    await command("SET", keys.breaker("openai"), NOW + BREAKER_MS);
    await command("DEL", keys.breaker("openai"));
    expect([await at("a", NOW), await at("b", NOW)]).toEqual(["reserved", "reserved"]);
  });
});
