/** Every fault of the store at every round trip of a reply: no hold leaks, no paid call passes, and each settlement lands once. */
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import type { App } from "../support/app/app.ts";
import { chat, fetchToken, postChat, readChunks, readProblem, textOf, type Visitor } from "../support/client.ts";
import type { Fault } from "../support/store/fault-proxy.ts";
import { billFor } from "../support/app/bill.ts";
import { expectBalanced, readBooks, spentBy } from "../support/app/books.ts";
import { readEnding } from "../support/app/reader.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { type Asked, trip } from "../support/app/round-trips.ts";
import { tokens } from "../support/app/questions.ts";

const FAULTS: Fault[] = [
  { kind: "refuse" },
  { kind: "hang" },
  { kind: "slow", ms: 1_200 },
  { kind: "bad_gateway" },
  { kind: "rubbish" },
  { kind: "null" },
  { kind: "oom" },
  { kind: "wrong_token" },
  { kind: "cut_before" },
  { kind: "cut_after" },
  { kind: "hang_after" },
];
const WORDS = tokens(12);

let stage: Stage;
let app: App;
let account: string;
let visitor: Visitor;
let faults = 0;

beforeAll(async () => {
  stage = await startStage();
  app = await stage.start({ safeguards: { limits: { storeMilliseconds: 700 } } });
  // From now on the store knows every script, so that one round trip is one step of the ledger.
  const first = await app.visitor("the first");
  await vi.waitUntil(
    () =>
      chat(first).then(
        (response) => response.text(),
        () => undefined,
      ),
    { timeout: 10_000 },
  );
});
afterAll(async () => {
  console.log(`${faults} faults`);
  await stage.stop();
});

beforeEach(async () => {
  account = `user-${crypto.randomUUID()}`;
  visitor = await app.visitor(account);
  stage.provider.behave({ kind: "answer", words: WORDS });
});

const callsOfAll = () => stage.provider.calls;

/** The fault befalls all round trips that ask for this, until it is lifted. */
function spoil(fault: Fault, kind: Asked): Promise<void> {
  faults += 1;
  return stage.proxy.set(fault, trip(kind));
}
const lift = () => stage.proxy.set({ kind: "none" });
/** A round trip that was given up may still arrive, long after it was made good. */
const whenAllHasArrived = (fault: Fault) => sleep(fault.kind === "slow" ? fault.ms : 0);

async function expectRefusedUnpaid(token: string): Promise<void> {
  const calls = callsOfAll().length;
  const started = performance.now();
  const { code } = await readProblem(await postChat(visitor, { token }));
  expect(code).toBe("store_unavailable");
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(callsOfAll()).toHaveLength(calls);
}

async function expectServed(): Promise<void> {
  expect(textOf(await readChunks(await chat(visitor)))).toBe(WORDS.join(""));
}

describe.each(FAULTS)("a store with the fault $kind", (fault) => {
  it.each(["gate", "reserve"] as const)(
    "at the round trip %s pays for nothing, holds nothing, and recovers at once",
    async (kind) => {
      const token = await fetchToken(visitor);
      await spoil(fault, kind);
      await expectRefusedUnpaid(token);
      await lift();
      await expectServed();
      await expectBalanced(stage.redis, callsOfAll());
      expect(await spentBy(stage.redis, account)).toBe(billFor(callsOfAll().slice(-1)));
    },
  );

  it("at the round trip settle only delays the settlement, which lands once", async () => {
    const token = await fetchToken(visitor);
    await spoil(fault, "settle");
    expect(textOf(await readChunks(await postChat(visitor, { token })))).toBe(WORDS.join(""));
    const bill = billFor(callsOfAll().slice(-1));
    expect(await spentBy(stage.redis, account)).toBeGreaterThanOrEqual(bill);
    await lift();
    await expectServed();
    await whenAllHasArrived(fault);
    await expectBalanced(stage.redis, callsOfAll());
    expect(await spentBy(stage.redis, account)).toBe(billFor(callsOfAll().slice(-2)));
  });

  it("at the heartbeat cuts no reply", async () => {
    stage.provider.behave({ kind: "answer", words: WORDS, firstDelayMs: 1_200 });
    const token = await fetchToken(visitor);
    const beat = Promise.withResolvers<void>();
    const silence = stage.proxy.listen((body) => trip("beat", account)(body) && beat.resolve());
    await spoil(fault, "beat");
    const reply = postChat(visitor, { token });
    await beat.promise;
    await sleep(50);
    silence();
    await lift();
    expect(textOf(await readChunks(await reply))).toBe(WORDS.join(""));
    await expectBalanced(stage.redis, callsOfAll());
    expect(await spentBy(stage.redis, account)).toBe(billFor(callsOfAll().slice(-1)));
  });
});

it("takes back a hold whose answer and whose cancellation were both lost, once the store is there again", async () => {
  const token = await fetchToken(visitor);
  await spoil({ kind: "hang_after" }, "reserve");
  const refused = expectRefusedUnpaid(token);
  await expect.poll(async () => (await readBooks(stage.redis)).held).toHaveLength(1);
  await stage.proxy.set({ kind: "hang" });
  await refused;
  expect((await readBooks(stage.redis)).held).toHaveLength(1);
  await lift();
  await expectBalanced(stage.redis, callsOfAll());
  expect(await spentBy(stage.redis, account)).toBe(0);
});

it("has charged what the provider bills, to the micro-USD, after all of these faults", async () => {
  const { service } = await expectBalanced(stage.redis, callsOfAll());
  expect(service).toBe(billFor(callsOfAll()));
});

it("asks again at once after a heartbeat that got no answer, so that it hears of a pause in time", async () => {
  stage.provider.behave({ kind: "answer", words: tokens(300), wordDelayMs: 20 });
  const beats: number[] = [];
  const silence = stage.proxy.listen((body) => trip("beat", account)(body) && beats.push(performance.now()));
  const beat = (count: number) => vi.waitUntil(() => beats.length >= count, { timeout: 5_000, interval: 5 });
  const reply = readEnding(await chat(visitor));
  await beat(1);
  await sleep(100);
  await stage.redis.set(keys.pause, JSON.stringify({ reason: "", by: "", since: "" }));
  await spoil({ kind: "hang" }, "beat");
  await beat(2);
  await lift();
  expect((await reply).code).toBe("paused");
  silence();
  const [, unanswered = 0, next = Infinity] = beats;
  // The store's deadline, and well before the next regular beat.
  expect(next - unanswered).toBeLessThan(1_500);
  await stage.redis.del(keys.pause);
});
