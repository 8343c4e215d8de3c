/** Sixty replies of two instances ask for a further step at once, on one real Redis: exactly what has room is taken. */
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { startBridge, type Bridge } from "../../lib/bridge/bridge.ts";
import { connectRedis } from "../../lib/bridge/engine.ts";
import { addCreditIn } from "../../lib/ledger/credit.ts";
import type { ExtendAnswer } from "../../lib/ledger/extend.ts";
import { keys } from "../../lib/store/keys.ts";
import { type Ledger, ledgerIn, PLENTY, reservation } from "../support/ledger/store.ts";
import { COMMANDS } from "../../scripts/store-prices.ts";
import { commandsOf } from "../support/store/commands.ts";
import { randomFrom } from "../support/random.ts";
import { type FaultProxy, startFaultProxy } from "../support/store/fault-proxy.ts";
import { type RedisServer, startRedisServer } from "../support/store/redis-server.ts";

vi.setConfig({ testTimeout: 60_000 });

const REPLIES = 60;
const FIRST = 100;
const STEP = 70;
const ALL = Array.from({ length: REPLIES }, (_, at) => at);
const NOW = Date.now();

let server: RedisServer;
let bridges: Bridge[];
let proxies: FaultProxy[];
let instances: [Ledger, Ledger];

beforeAll(async () => {
  server = await startRedisServer();
  bridges = await Promise.all(
    [1, 2].map(() => startBridge({ engine: connectRedis(server.url, { timeoutMs: 5_000 }) })),
  );
  proxies = await Promise.all(bridges.map(({ url }) => startFaultProxy(url)));
  const [one, two] = bridges.map((bridge, at) =>
    ledgerIn(() => ({ ...bridge, url: proxies[at]?.url ?? "", flush: async () => {} })),
  );
  if (!one || !two) throw new Error("There are two instances");
  instances = [one, two];
});
beforeEach(async () => void (await instances[0].command("FLUSHALL")));
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  await Promise.all(bridges.map((bridge) => bridge.close()));
  await server.stop();
});

const on = (at: number): Ledger => instances[at % 2] ?? instances[0];
const tight = (place: number, most: number) => PLENTY.map((plenty, at) => (at === place ? most : plenty));
const accountOf = (place: number, at: number) => (place < 2 ? "github:1" : `github:${at}`);
const isYes = ({ word }: ExtendAnswer) => word === "extended";

type Asked = { limits: number[]; account?: (at: number) => string; nowMs?: (at: number) => number };

async function reserveAll({ limits, account = () => "github:1", nowMs = () => NOW }: Asked): Promise<void> {
  const all = ALL.map((at) =>
    on(at).reserve({ id: `r${at}`, account: account(at), hold: FIRST, limits, nowMs: nowMs(at) }),
  );
  for (const { word } of await Promise.all(all)) expect(word).toBe("reserved");
}

/** All at once, by both instances. @param growth of each: micro-USD */
function extendAll(
  { limits, account = () => "github:1", nowMs = () => NOW }: Asked,
  growth: (at: number) => number = () => STEP,
): Promise<ExtendAnswer[]> {
  return Promise.all(
    ALL.map((at) => {
      const one = reservation({ id: `r${at}`, account: account(at), nowMs: nowMs(at) });
      return on(at).extendAs(one, { limits, nowMs: NOW }, { from: FIRST, to: FIRST + growth(at) });
    }),
  );
}

describe.each([
  [0, "the user's month"],
  [1, "the user's day"],
  [2, "the service's month"],
  [3, "the service's day"],
])("sixty further steps at once", (place, name) => {
  const account = (at: number) => accountOf(place, at);

  it.each([0, 1, 17, 59, 60])(`fill ${name} with room for %i of them to the last micro-USD`, async (room) => {
    const limits = tight(place, REPLIES * FIRST + room * STEP + (STEP - 1));
    await reserveAll({ limits, account });
    const answers = await extendAll({ limits, account });
    expect(answers.filter(isYes)).toHaveLength(room);
    const refused = answers.filter((answer) => !isYes(answer));
    for (const answer of refused) expect(answer).toMatchObject({ word: "exhausted" });
    const used = await on(0).used({ account: account(0) });
    expect(used[place]).toBe(REPLIES * FIRST + room * STEP);
    for (const [at, answer] of answers.entries())
      expect(await on(at).command("GET", keys.reservation(`r${at}`))).toBe(
        `held ${FIRST + (isYes(answer) ? STEP : 0)}`,
      );
  });

  it(`of unequal size never pass ${name}, and none is refused that has room (seeds 1 to 8)`, async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      await on(0).command("FLUSHALL");
      const random = randomFrom(seed);
      const sizes = ALL.map(() => 1 + random.below(200));
      const limit = REPLIES * FIRST + 1 + random.below(4_000);
      const limits = tight(place, limit);
      await reserveAll({ limits, account });
      const answers = await extendAll({ limits, account }, (at) => sizes[at] ?? 0);
      const taken = ALL.reduce((sum, at) => sum + (isYes(answers[at] ?? NO) ? (sizes[at] ?? 0) : 0), 0);
      const used = REPLIES * FIRST + taken;
      expect((await on(0).used({ account: account(0) }))[place]).toBe(used);
      expect(used).toBeLessThanOrEqual(limit);
      // What is used only grows here, so that a step which has room at the end had it all along.
      const smallest = Math.min(...ALL.map((at) => (isYes(answers[at] ?? NO) ? Infinity : (sizes[at] ?? 0))));
      expect(used + smallest).toBeGreaterThan(limit);
    }
  });
});

const NO: ExtendAnswer = { word: "lost", crossings: [] };

describe("sixty further steps at once", () => {
  const plenty: Asked = { limits: PLENTY };

  it("share the room with sixty new replies, and none of it is lost or used twice", async () => {
    const limits = tight(1, REPLIES * FIRST + 25 * STEP);
    await reserveAll({ limits });
    const reserving = ALL.map((at) => on(at + 1).reserve({ id: `n${at}`, hold: STEP, limits, nowMs: NOW }));
    const [answers, begun] = await Promise.all([extendAll({ limits }), Promise.all(reserving)]);
    const yes = answers.filter(isYes).length + begun.filter(({ word }) => word === "reserved").length;
    expect(yes).toBe(25);
    expect((await on(0).used())[1]).toBe(REPLIES * FIRST + 25 * STEP);
  });

  it("are each counted once, whatever settles beside them", async () => {
    const limits = tight(1, REPLIES * FIRST + 20 * STEP);
    await reserveAll({ limits });
    let most = 0;
    const watching = setInterval(
      () =>
        void on(0)
          .used()
          .then(([, day = 0]) => (most = Math.max(most, day))),
      1,
    );
    const settling = ALL.filter((at) => at % 3 === 0).map((at) => on(at + 1).settle({ id: `r${at}`, nowMs: NOW }, 7));
    const [answers] = await Promise.all([extendAll({ limits }), Promise.all(settling)]);
    clearInterval(watching);
    // One that was settled first is lost, and one that grew first is settled as a whole.
    const held = ALL.filter((at) => at % 3 !== 0).map((at) => FIRST + (isYes(answers[at] ?? NO) ? STEP : 0));
    const expected = held.reduce((sum, hold) => sum + hold, 20 * 7);
    expect(await on(0).used()).toEqual([expected, expected, expected, expected]);
    expect(most).toBeLessThanOrEqual(REPLIES * FIRST + 20 * STEP);
  });

  it("each asked for by both instances, and twice, are taken once", async () => {
    await reserveAll(plenty);
    const shifted = ALL.map((at) => {
      const growth = { from: FIRST, to: FIRST + STEP };
      return on(at + 1).extend({ id: `r${at}`, nowMs: NOW }, growth);
    });
    const answers = await Promise.all([extendAll(plenty), extendAll(plenty), Promise.all(shifted)]);
    expect(answers.flat().every(isYes)).toBe(true);
    const all = REPLIES * (FIRST + STEP);
    expect(await on(0).used()).toEqual([all, all, all, all]);
  });

  it("move to credit as long as that has room for a whole hold, and no further", async () => {
    const limits = tight(1, REPLIES * FIRST);
    const whole = FIRST + STEP;
    await reserveAll({ limits });
    const most = 13 * whole + whole - 1;
    await addCreditIn(on(0).run, { account: "github:1", key: "p", microUsd: most });
    const answers = await extendAll({ limits });
    // What moves away leaves room in the day for others.
    const used = (await on(0).used())[1] ?? Number.NaN;
    const left = Number(await on(0).command("GET", keys.credit("github:1")));
    const onCredit = (most - left) / whole;
    const grown = answers.filter(isYes).length;
    expect(used).toBe((REPLIES - onCredit) * FIRST + (grown - onCredit) * STEP);
    expect(used).toBeLessThanOrEqual(REPLIES * FIRST);
    expect(Math.min(REPLIES * FIRST - used - STEP, left - whole)).toBeLessThan(0);
    expect(await on(0).command("GET", keys.creditOutstanding)).toBe(String(left));
    if (grown < REPLIES) expect([left < whole, REPLIES * FIRST - used < STEP]).toEqual([true, true]);
    await Promise.all(ALL.map((at) => on(at).settle({ id: `r${at}`, nowMs: NOW }, 7)));
    expect(await on(0).used()).toEqual([(REPLIES - onCredit) * 7, (REPLIES - onCredit) * 7, REPLIES * 7, REPLIES * 7]);
    expect(Number(await on(0).command("GET", keys.credit("github:1")))).toBe(most - onCredit * 7);
  });

  it("on credit share what it has left", async () => {
    const limits = [0, 0, 1_000_000, 1_000_000];
    await addCreditIn(on(0).run, { account: "github:1", key: "p", microUsd: REPLIES * FIRST + 21 * STEP + STEP - 1 });
    await reserveAll({ limits });
    const answers = await extendAll({ limits });
    expect(answers.filter(isYes)).toHaveLength(21);
    expect(Number(await on(0).command("GET", keys.credit("github:1")))).toBe(STEP - 1);
    expect(await on(0).used()).toEqual([0, 0, REPLIES * FIRST + 21 * STEP, REPLIES * FIRST + 21 * STEP]);
  });

  it("count in the day that they were reserved in, when midnight is amid them", async () => {
    const midnight = Date.UTC(2090, 4, 11);
    const nowMs = (at: number) => (at % 2 === 0 ? midnight - 1_000 : midnight + 1_000);
    const limits = tight(3, 30 * FIRST + 10 * STEP);
    await reserveAll({ limits, nowMs });
    const answers = await extendAll({ limits, nowMs });
    for (const half of [0, 1])
      expect(answers.filter((answer, at) => at % 2 === half && isYes(answer))).toHaveLength(10);
    for (const half of [0, 1]) expect((await on(0).used({ nowMs: nowMs(half) }))[3]).toBe(30 * FIRST + 10 * STEP);
  });

  it("stop at the pause, at a block, and at a sign-out: none is taken once that stands", async () => {
    for (const [key, word] of [
      [keys.pause, "paused"],
      [keys.blocked("github:1"), "blocked"],
      [keys.signedOut("github:1"), "signed_out"],
    ] as const) {
      await on(0).command("FLUSHALL");
      await reserveAll(plenty);
      const stopping = on(0).command("SET", key, "1");
      const answers = await extendAll(plenty);
      await stopping;
      const used = (await on(0).used())[0] ?? Number.NaN;
      expect(used).toBe(REPLIES * FIRST + answers.filter(isYes).length * STEP);
      for (const answer of answers) expect(["extended", word]).toContain(answer.word);
      for (const [at, answer] of answers.entries())
        if (!isYes(answer))
          expect(await on(at).extend({ id: `r${at}`, nowMs: NOW }, { from: FIRST, to: FIRST + STEP })).toEqual({
            word,
            crossings: [],
          });
      expect((await on(0).used())[0]).toBe(used);
    }
  });

  it.each(["cut_after", "cut_before"] as const)(
    "asked for again where an answer was lost are taken once: %s",
    async (kind) => {
      const limits = tight(1, REPLIES * FIRST + 31 * STEP);
      await reserveAll({ limits });
      const random = randomFrom(20_261_128);
      for (const proxy of proxies) await proxy.set({ kind }, () => random.chance(0.4));
      const asked = ALL.map((at) => {
        const once = () => on(at).extend({ id: `r${at}`, limits, nowMs: NOW }, { from: FIRST, to: FIRST + STEP });
        return once()
          .catch(once)
          .catch(() => NO);
      });
      const answers = await Promise.all(asked);
      for (const proxy of proxies) await proxy.set({ kind: "none" });
      const used = (await on(0).used())[1] ?? Number.NaN;
      expect(used).toBeLessThanOrEqual(REPLIES * FIRST + 31 * STEP);
      expect(used).toBeGreaterThanOrEqual(REPLIES * FIRST + answers.filter(isYes).length * STEP);
      if (answers.some(({ word }) => word === "exhausted")) expect(used).toBe(REPLIES * FIRST + 31 * STEP);
      await Promise.all(ALL.map((at) => on(at).settle({ id: `r${at}`, nowMs: NOW }, 7)));
      expect(await on(0).used()).toEqual([420, 420, 420, 420]);
      for (const at of ALL)
        expect(await on(at).extend({ id: `r${at}`, nowMs: NOW }, { from: FIRST, to: FIRST + STEP })).toMatchObject(NO);
      expect(await on(0).used()).toEqual([420, 420, 420, 420]);
    },
  );

  it("on a store that loses everything amid them take no more than they say", async () => {
    await reserveAll(plenty);
    const losing = on(1).command("FLUSHALL");
    const answers = await extendAll(plenty);
    await losing;
    for (const { word } of answers) expect(["extended", "lost"]).toContain(word);
    const lost = answers.filter((answer) => !isYes(answer)).length;
    expect(lost).toBeGreaterThan(0);
    for (const at of ALL)
      expect(await on(at).extend({ id: `r${at}`, nowMs: NOW }, { from: FIRST, to: FIRST + STEP })).toMatchObject(NO);
    await Promise.all(ALL.map((at) => on(at).settle({ id: `r${at}`, nowMs: NOW }, 7)));
    expect(await on(0).used()).toEqual([420, 420, 420, 420]);
  });
});

describe("in the store, a further step", () => {
  const counted = async (work: () => Promise<unknown>) => {
    const redis = new Redis(server.url);
    const { total, byName } = await commandsOf(redis, work);
    redis.disconnect();
    console.info(`${total} commands: ${JSON.stringify(byName)}`);
    return total;
  };
  const growth = { from: FIRST, to: FIRST + STEP };

  it("executes as few commands as are told", async () => {
    await on(0).reserve({ hold: FIRST });
    await on(0).extend({ id: "another" }, growth);
    expect(await counted(() => on(0).extend({}, growth))).toBe(COMMANDS.furtherStep);
    expect(await counted(() => on(0).extend({}, growth))).toBe(2);
  });

  it("executes one more when its hold moves to credit", async () => {
    await addCreditIn(on(0).run, { account: "github:1", key: "p", microUsd: 1_000 });
    const limits = tight(1, FIRST);
    await on(0).reserve({ hold: FIRST, limits });
    expect(await counted(() => on(0).extend({ limits, thresholdsPercent: [] }, growth))).toBe(COMMANDS.furtherStep + 1);
  });
});
