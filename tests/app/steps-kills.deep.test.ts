/** An instance killed between or amid the steps of a reply: its whole hold stays counted, and the slot comes back by itself. */
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, it, vi } from "vitest";

import type { App } from "../support/app/app.ts";
import { billOfReply, outputPrice } from "../support/app/bill.ts";
import { readBooks, spentBy, sum } from "../support/app/books.ts";
import { tokens } from "../support/app/questions.ts";
import { readWords } from "../support/app/reader.ts";
import { type Asked, trip } from "../support/app/round-trips.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { chat, chatBody, fetchToken, postChat, readChunks, readProblem } from "../support/client.ts";
import type { Behaviour } from "../support/provider/provider.ts";
import type { Fault } from "../support/store/fault-proxy.ts";

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 1);
const LEASE_SECONDS = 30;
const MODEL = "gpt-6-luna";
const MOST_OUTPUT = 2_048;
const WORDS = tokens(60);
const overrun = 40;
const CALLS: Behaviour = { kind: "answer", calls: [{ name: "my_limits", input: "{}" }] };
const ANSWER: Behaviour = { kind: "answer", words: WORDS, overrun };
const SILENCE: Behaviour = { ...ANSWER, firstDelayMs: 60_000 };
const stalls = (afterWords: number): Behaviour => ({ kind: "stall", afterWords, words: WORDS, overrun });
const safeguards = {
  models: { [MODEL]: { tools: true } },
  plans: { member: { maxSteps: 3, tools: ["my_limits"], maxOutputTokens: MOST_OUTPUT, parallelReplies: 1 } },
  limits: { stallSeconds: 120 },
};

type Point = {
  name: string;
  /** How often the provider has been called when the kill comes. */
  steps: number;
  /** For how many steps the hold is then: none once it is settled. */
  held: number;
  /** What the provider does after its first call, which it keeps waiting until the store's line is set. */
  script: [Behaviour, ...Behaviour[]];
  /** What the store is asked for when the kill comes, before it is applied or after. */
  at?: [Asked, Fault["kind"] & ("hang" | "hang_after")];
  /** How many words the client has seen. */
  words?: number;
};

const POINTS: Point[] = [
  { name: "amid its second step", steps: 2, held: 2, script: [CALLS, stalls(17)], words: 17 },
  { name: "when it is reserved and the provider is silent", steps: 1, held: 1, script: [SILENCE] },
  { name: "amid its first step", steps: 1, held: 1, script: [stalls(3)], words: 3 },
  { name: "while a tool runs", steps: 1, held: 1, script: [CALLS, ANSWER], at: ["other", "hang"] },
  { name: "before its hold has grown", steps: 1, held: 1, script: [CALLS, ANSWER], at: ["extend", "hang"] },
  {
    name: "when its hold has grown and nobody has heard of it",
    steps: 1,
    held: 2,
    script: [CALLS, ANSWER],
    at: ["extend", "hang_after"],
  },
  { name: "when its next call has no answer", steps: 2, held: 2, script: [CALLS, SILENCE] },
  { name: "when its third call has no answer", steps: 3, held: 3, script: [CALLS, CALLS, SILENCE] },
  {
    name: "when it is settled and nobody has heard of it",
    steps: 2,
    held: 0,
    script: [CALLS, ANSWER],
    at: ["settle", "hang_after"],
  },
  { name: "before it is settled", steps: 2, held: 2, script: [CALLS, ANSWER], at: ["settle", "hang"] },
];

let stage: Stage;
let survivor: App;
/** The last one that was killed with a hold. */
let killed: { account: string; leaseEndMs: number } | undefined;
beforeAll(async () => {
  stage = await startStage();
  survivor = await stage.start({ safeguards });
  // From now on the store knows every script, so that one round trip is one step of the ledger.
  stage.provider.behave(CALLS, ANSWER);
  const chunks = await readChunks(await chat(await survivor.visitor("the first")));
  expect(chunks.map(({ type }) => type)).toContain("tool-output-available");
});
afterAll(() => stage.stop());

const callsOf = (account: string) => stage.provider.calls.filter(({ raw }) => raw.includes(account));

it.each(Array.from({ length: ROUNDS }, () => POINTS).flat())("kill -9 of a reply $name", async (point) => {
  const account = `user-${crypto.randomUUID()}`;
  const victim = await stage.start({ safeguards });
  await bringTo(point, victim, account);
  const before = await readBooks(stage.redis);
  expect(await stage.end(victim, "SIGKILL")).toBe("SIGKILL");
  const killedAtMs = Date.now();
  await stage.proxy.set({ kind: "none" });
  const made = callsOf(account);
  await Promise.all(made.map(({ over }) => over));
  await sleep(50);

  const books = await readBooks(stage.redis);
  expect(books.users).toEqual(before.users);
  expect(books.held.toSorted()).toEqual(before.held.toSorted());
  expect(books.settled.toSorted()).toEqual(before.settled.toSorted());
  expect(books.service).toBe(sum([...books.settled, ...books.held]));
  expect(made).toHaveLength(point.steps);
  const [used, bill] = [books.users.get(account) ?? 0, billOfReply(made)];
  expect(bill).toBeGreaterThan(0);
  const [leaseEndMs, ...moreSlots] = books.slots.get(account) ?? [];
  expect(stepsIn(used)).toBe(point.held);
  if (point.held === 0) {
    expect(used).toBe(bill);
    expect(leaseEndMs).toBeUndefined();
  } else {
    expect(used).toBeGreaterThanOrEqual(bill);
    expect(books.held).toContain(used);
    if (leaseEndMs === undefined) throw new Error("The reply has no slot");
    expect(moreSlots).toEqual([]);
    expect(leaseEndMs - killedAtMs).toBeLessThanOrEqual(LEASE_SECONDS * 1_000);
    killed = { account, leaseEndMs };
  }
  console.log(`killed ${point.name}: ${used} micro-USD counted, ${bill} billed`);
});

it("gives the slot of a killed reply back when its lease has run out, and keeps its hold counted", async () => {
  if (!killed) throw new Error("No reply was killed with a hold");
  const { account, leaseEndMs } = killed;
  const visitor = await survivor.visitor(account);
  const held = await spentBy(stage.redis, account);
  stage.provider.behave(ANSWER);
  expect((await readProblem(await chat(visitor))).code).toBe("parallel_limit");
  const freed = async () => {
    const response = await chat(visitor, { body: chatBody("I am back.") });
    await response.text();
    return response.status;
  };
  await expect.poll(freed, { timeout: LEASE_SECONDS * 1_000 + 10_000, interval: 500 }).toBe(200);
  const lateMs = Date.now() - leaseEndMs;
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThanOrEqual(5_000);
  expect(await spentBy(stage.redis, account)).toBe(held + billOfReply(callsOf("I am back.")));
}, 60_000);

/** Returns when the reply has come to the point, and waits there. */
async function bringTo({ steps, held, script: [opening, ...rest], at, words }: Point, victim: App, account: string) {
  const visitor = await victim.visitor(account);
  const token = await fetchToken(visitor);
  const [ready, reached] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  stage.provider.behave({ ...opening, ...(opening.kind === "answer" && { until: ready.promise }) }, ...rest);
  const reading = readWords(postChat(visitor, { token, body: chatBody(`I am ${account}.`) }), words);
  // The kill may break the line while nobody waits for it.
  reading.catch(() => {});
  await vi.waitUntil(() => callsOf(account).length === 1, { timeout: 10_000 });
  // The request has asked the store whatever comes before its call: what is seen from now on is of the steps.
  if (at) {
    const isTrip = trip(at[0], account);
    const silence = stage.proxy.listen((body) => isTrip(body) && reached.resolve());
    await stage.proxy.set({ kind: at[1] }, isTrip);
    ready.resolve();
    await reached.promise;
    silence();
  }
  ready.resolve();
  if (words !== undefined) await reading;
  await vi.waitUntil(() => callsOf(account).length === steps, { timeout: 10_000 });
  await vi.waitUntil(async () => stepsIn(await spentBy(stage.redis, account)) === held, { timeout: 10_000 });
}

/** Each step holds for the most output, and for an input that costs less than that. */
function stepsIn(microUsd: number): number {
  return Math.floor(microUsd / outputPrice(MODEL, MOST_OUTPUT));
}
