/** An instance killed between or amid the steps of a reply: what the provider bills for all of them stays counted. */
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { billOfReply } from "../support/app/bill.ts";
import { readBooks, sum } from "../support/app/books.ts";
import { tokens } from "../support/app/questions.ts";
import { readWords } from "../support/app/reader.ts";
import { type RoundTrip, trip } from "../support/app/round-trips.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { chat, chatBody, fetchToken, postChat, type Visitor } from "../support/client.ts";
import type { Behaviour } from "../support/provider/provider.ts";
import type { Fault } from "../support/store/fault-proxy.ts";

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 3);
const LEASE_SECONDS = 60;
const WORDS = tokens(60);
const overrun = 40;
const CALLS: Behaviour = { kind: "answer", calls: [{ name: "my_limits", input: "{}" }] };
const ANSWER: Behaviour = { kind: "answer", words: WORDS, overrun };
const safeguards = {
  models: { "gpt-6-luna": { tools: true } },
  plans: { member: { maxSteps: 3, tools: ["my_limits"] } },
  limits: { stallSeconds: 120 },
};

type Point = {
  name: string;
  /** How often the provider has been called when the kill comes. */
  steps: number;
  script?: Behaviour[];
  /** A round trip to the store that the kill finds under way, before it is applied or after. */
  at?: [RoundTrip, Fault["kind"] & ("hang" | "hang_after")];
  /** How many words of the second step the client has seen. */
  words?: number;
  /** micro-USD; by default what is held may be more than what is billed. */
  charged?: "the bill";
};

/** What gives up by itself comes last, so that the kill finds it: a tool after three seconds, the ledger after four. */
const POINTS: Point[] = [
  {
    name: "amid the call of a tool",
    steps: 1,
    script: [{ kind: "stall", afterWords: 3, words: WORDS, overrun }],
    words: 3,
  },
  { name: "when its next call has no answer", steps: 2, script: [CALLS, { ...ANSWER, firstDelayMs: 60_000 }] },
  {
    name: "amid its second step",
    steps: 2,
    script: [CALLS, { kind: "stall", afterWords: 17, words: WORDS, overrun }],
    words: 17,
  },
  { name: "while the third step is asked for", steps: 3, script: [CALLS, CALLS, { ...ANSWER, firstDelayMs: 60_000 }] },
  { name: "before it is settled", steps: 2, at: ["settle", "hang"] },
  {
    name: "when it is settled and nobody has heard of it",
    steps: 2,
    at: ["settle", "hang_after"],
    charged: "the bill",
  },
  { name: "when its hold has grown and nobody has heard of it", steps: 1, at: ["extend", "hang_after"] },
  { name: "before its hold has grown", steps: 1, at: ["extend", "hang"] },
  { name: "while a tool runs", steps: 1, at: ["other", "hang"] },
];

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  const survivor = await stage.start({ safeguards });
  // From now on the store knows every script, so that one round trip is one step of the ledger.
  stage.provider.behave(CALLS, ANSWER);
  await (await chat(await survivor.visitor("the first"))).text();
});
afterAll(() => stage.stop());

const accountOf = (round: number, { name }: Pick<Point, "name">) => `round-${round} ${name}`;
const callsOf = (account: string) => stage.provider.calls.filter(({ raw }) => raw.includes(account));

describe.each(Array.from({ length: ROUNDS }, (_, at) => at))("kill -9 between steps, round %i", (round) => {
  let killedAtMs: number;

  beforeAll(async () => {
    const victim = await stage.start({ safeguards });
    const visitors = await Promise.all(POINTS.map((point) => victim.visitor(accountOf(round, point))));
    const chatTokens = await Promise.all(visitors.map((visitor) => fetchToken(visitor)));
    for (const [at, point] of POINTS.entries())
      await bringTo(point, { visitor: visitors[at], token: chatTokens[at], account: accountOf(round, point) });
    expect(await stage.end(victim, "SIGKILL")).toBe("SIGKILL");
    killedAtMs = Date.now();
    await stage.proxy.set({ kind: "none" });
    await Promise.all(stage.provider.calls.map(({ over }) => over));
    await sleep(100);
  });

  it.each(POINTS)("of a reply $name leaves the ledger at or above the bill of all its steps", async (point) => {
    const account = accountOf(round, point);
    const made = callsOf(account);
    expect(made).toHaveLength(point.steps);
    const { users, slots } = await readBooks(stage.redis);
    const [used, bill] = [users.get(account) ?? 0, billOfReply(made)];
    expect(bill).toBeGreaterThan(0);
    expect(used).toBeGreaterThanOrEqual(bill);
    if (point.charged === "the bill") expect(used).toBe(bill);
    for (const end of slots.get(account) ?? []) expect(end - killedAtMs).toBeLessThanOrEqual(LEASE_SECONDS * 1_000);
  });

  it("leaves what its service has used at the sum of what was settled and what is held", async () => {
    const { service, settled, held } = await readBooks(stage.redis);
    expect(service).toBeGreaterThanOrEqual(billOfReply(stage.provider.calls));
    expect(service).toBe(sum([...settled, ...held]));
    console.log(`round ${round}: ${POINTS.length} replies killed, ${service} micro-USD counted`);
  });
});

/** Returns when the reply has come to the point, and waits there. */
async function bringTo(
  { steps, script = [CALLS, ANSWER], at, words }: Point,
  { visitor, token, account }: { visitor: Visitor | undefined; token: string | undefined; account: string },
) {
  if (!visitor || !token) throw new Error("Each point has a visitor with a token");
  stage.provider.behave(...script);
  const reached = Promise.withResolvers<void>();
  const isTrip = at && trip(at[0], account);
  const silence = stage.proxy.listen((body) => isTrip?.(body) && reached.resolve());
  await stage.proxy.set({ kind: at?.[1] ?? "none" }, isTrip);
  const reading = readWords(postChat(visitor, { token, body: chatBody(`I am ${account}.`) }), words ?? 1_000);
  if (at) await reached.promise;
  else if (words === undefined) await vi.waitUntil(() => callsOf(account).length === steps, { timeout: 10_000 });
  await Promise.all([words !== undefined && reading, at?.[1] === "hang_after" && sleep(50)]);
  silence();
}
