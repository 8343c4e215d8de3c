/** An instance killed at any point of a reply: what the provider bills stays counted, and the slot comes back by itself. */
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { App } from "../support/app/app.ts";
import { chat, chatBody, fetchToken, postChat, readProblem, type Visitor } from "../support/client.ts";
import type { Fault } from "../support/store/fault-proxy.ts";
import { billFor, billOf } from "../support/app/bill.ts";
import { readBooks } from "../support/app/books.ts";
import { readWords } from "../support/app/reader.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { type Asked, trip } from "../support/app/round-trips.ts";
import { tokens } from "../support/app/questions.ts";
import type { Behaviour } from "../support/provider/provider.ts";

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 3);
const LEASE_SECONDS = 60;
const WORDS = tokens(120);
const overrun = 40;
const ANSWER: Behaviour = { kind: "answer", words: WORDS, overrun };

type Point = {
  name: string;
  behaviour?: Behaviour;
  /** What the store is asked for when the kill comes, before it is applied or after. */
  at?: [Asked, Fault["kind"] & ("hang" | "hang_after")];
  /** How many words the client has seen; undefined when not even the head has come. */
  words?: number;
  leaves?: boolean;
  /** micro-USD; by default what is held may be more than what is billed. */
  charged?: "nothing" | "the bill";
};

const POINTS: Point[] = [
  { name: "while the gate counts it", at: ["gate", "hang"], charged: "nothing" },
  { name: "before its hold is taken", at: ["reserve", "hang"], charged: "nothing" },
  { name: "when its hold is taken and nobody has heard of it", at: ["reserve", "hang_after"] },
  { name: "when the provider is called and has not answered", behaviour: { ...ANSWER, firstDelayMs: 60_000 } },
  { name: "after its start", behaviour: { kind: "stall", afterWords: 0, words: WORDS, overrun }, words: 0 },
  { name: "after some words", behaviour: { kind: "stall", afterWords: 17, words: WORDS, overrun }, words: 17 },
  { name: "amid its words", behaviour: { ...ANSWER, wordDelayMs: 50 }, words: 3 },
  { name: "right before its end", behaviour: { kind: "stall", afterWords: 120, words: WORDS }, words: 120 },
  { name: "after its end and before it is settled", at: ["settle", "hang"], words: 120 },
  {
    name: "when it is settled and nobody has heard of it",
    at: ["settle", "hang_after"],
    words: 120,
    charged: "the bill",
  },
  { name: "when its client has just left", behaviour: { ...ANSWER, wordDelayMs: 50 }, words: 5, leaves: true },
];

let stage: Stage;
let survivor: App;
let firstKillMs = Number.NaN;
const safeguards = { plans: { member: { parallelReplies: 1 } }, limits: { stallSeconds: 120 } };

beforeAll(async () => {
  stage = await startStage();
  survivor = await stage.start({ safeguards });
  // From now on the store knows every script, so that one round trip is one step of the ledger.
  await (await chat(await survivor.visitor("the first"))).text();
});
afterAll(() => stage.stop());

const accountOf = (round: number, { name }: Pick<Point, "name">) => `round-${round} ${name}`;
const callsOf = (account: string) => stage.provider.calls.filter(({ raw }) => raw.includes(account));

describe.each(Array.from({ length: ROUNDS }, (_, at) => at))("kill -9, round %i", (round) => {
  let killedAtMs: number;

  beforeAll(async () => {
    // A process has four round trips under way at the most, and five of the points hold one each.
    const victims = [await stage.start({ safeguards }), await stage.start({ safeguards })] as const;
    const visitors = await Promise.all(
      POINTS.map((point, at) => victims[at % 2 === 0 ? 0 : 1].visitor(accountOf(round, point))),
    );
    // While the line is whole: a token asks the store as well.
    const chatTokens = await Promise.all(visitors.map((visitor) => fetchToken(visitor)));
    for (const [at, point] of POINTS.entries())
      await bringTo(point, { visitor: visitors[at], token: chatTokens[at], account: accountOf(round, point) });
    expect(await Promise.all(victims.map((victim) => stage.end(victim, "SIGKILL")))).toEqual(["SIGKILL", "SIGKILL"]);
    killedAtMs = Date.now();
    if (round === 0) firstKillMs = killedAtMs;
    await stage.proxy.set({ kind: "none" });
    await Promise.all(stage.provider.calls.map(({ over }) => over));
    await sleep(100);
  });

  it.each(POINTS)("of a reply $name leaves the ledger at or above the provider's bill", async (point) => {
    const account = accountOf(round, point);
    const { users, slots } = await readBooks(stage.redis);
    const [used, bill] = [users.get(account) ?? 0, billFor(callsOf(account))];
    expect(used).toBeGreaterThanOrEqual(bill);
    if (point.charged === "nothing") expect([used, bill, callsOf(account).length]).toEqual([0, 0, 0]);
    if (point.charged === "the bill") expect([used, bill]).toEqual([bill, callsOf(account).map(billOf)[0]]);
    for (const end of slots.get(account) ?? []) expect(end - killedAtMs).toBeLessThanOrEqual(LEASE_SECONDS * 1_000);
  });

  it("leaves what its service has used at or above everything that the provider bills", async () => {
    const { service, settled, held } = await readBooks(stage.redis);
    expect(service).toBeGreaterThanOrEqual(billFor(stage.provider.calls));
    expect(service).toBe([...settled, ...held].reduce((sum, amount) => sum + amount, 0));
    console.log(
      `round ${round}: ${POINTS.length} replies killed, ${service} micro-USD counted, ${billFor(stage.provider.calls)} billed`,
    );
  });
});

it("gives the slot of a killed reply back by itself when its lease has run out", async () => {
  const visitor = await survivor.visitor(accountOf(0, { name: "after some words" }));
  stage.provider.behave(ANSWER);
  expect((await readProblem(await chat(visitor))).code).toBe("parallel_limit");
  const freed = async () => {
    const response = await chat(visitor);
    await response.text();
    return response.status;
  };
  await expect.poll(freed, { timeout: LEASE_SECONDS * 1_000, interval: 500 }).toBe(200);
  const seconds = (Date.now() - firstKillMs) / 1_000;
  expect(seconds).toBeLessThanOrEqual(LEASE_SECONDS);
  console.log(`the slot of a killed reply came back after ${seconds.toFixed(1)} s`);
}, 70_000);

/** Returns when the reply has come to the point, and waits there. */
async function bringTo(
  { behaviour = ANSWER, at, words, leaves }: Point,
  { visitor, token, account }: { visitor: Visitor | undefined; token: string | undefined; account: string },
) {
  if (!visitor || !token) throw new Error("Each point has a visitor with a token");
  stage.provider.behave(behaviour);
  const reached = Promise.withResolvers<void>();
  const isTrip = at && trip(at[0], account);
  const silence = stage.proxy.listen((body) => isTrip?.(body) && reached.resolve());
  await stage.proxy.set({ kind: at?.[1] ?? "none" }, isTrip);
  const leaving = new AbortController();
  const reading = readWords(
    postChat(visitor, { token, body: chatBody(`I am ${account}.`), signal: leaving.signal }),
    words,
  );
  if (at) await reached.promise;
  else if (words === undefined) await vi.waitUntil(() => callsOf(account).length === 1);
  await Promise.all([words !== undefined && reading, at?.[1] === "hang_after" && sleep(50)]);
  if (leaves) leaving.abort();
  silence();
}
