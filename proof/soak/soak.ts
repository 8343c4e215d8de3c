/** Minutes of everything at once against two instances over one Redis, with faults; then the books, the memory and the handles. */
import { setTimeout as sleep } from "node:timers/promises";

import { billOfReply } from "../../tests/support/app/bill.ts";
import { type Books, expectBalanced } from "../../tests/support/app/books.ts";
import { type Stage, startStage } from "../../tests/support/app/stage.ts";
import type { App } from "../../tests/support/app/app.ts";
import type { Fault } from "../../tests/support/store/fault-proxy.ts";
import { askedIn } from "../../tests/support/app/round-trips.ts";
import { type Random, randomFrom } from "../../tests/support/random.ts";
import { anyBehaviour, outputsIn } from "./behaviours.ts";
import { anyClient, type Outcome } from "./clients.ts";
import { handlesAtRest, handlesOf, type Inspector, inspector } from "./vitals.ts";

type Options = { seconds: number; seed: number; say: (line: string) => void };
type Watched = { app: App; memory: Inspector; liveMb: number; handles: number };

const CLIENTS_AT_ONCE = 12;
const WARM_UP_SECONDS = 8;
const SLACK = { liveMb: 15, handles: 12 };

const PLENTY = { "5m": 1_000_000, "1h": 1_000_000, "1d": 1_000_000 };

const TOOLS = { maxSteps: 3, tools: ["current_time", "my_limits"] };

/** micro-USD: so little that some accounts use it up on the way. */
function ceilings(seconds: number): { user: number; service: number } {
  return { user: 4_000 + 100 * seconds, service: 40_000 + 1_000 * seconds };
}

function safeguards(seconds: number) {
  const { user, service } = ceilings(seconds);
  const budget = (microUsd: number) => ({ day: microUsd / 1_000_000, month: microUsd / 1_000_000 });
  return {
    models: { "gpt-6-luna": { tools: true } },
    plans: { member: { requests: PLENTY, parallelReplies: 4, budgetUsd: budget(user), ...TOOLS } },
    address: { requests: PLENTY },
    service: { budgetUsd: budget(service) },
    limits: { storeMilliseconds: 1_500, stallSeconds: 3, replySeconds: 20 },
  };
}

const FAULTS: readonly [Fault, ...Fault[]] = [
  { kind: "hang" },
  { kind: "hang_after" },
  { kind: "slow", ms: 300 },
  { kind: "bad_gateway" },
  { kind: "rubbish" },
  { kind: "null" },
  { kind: "oom" },
  { kind: "wrong_token" },
  { kind: "cut_before" },
  { kind: "cut_after" },
];

/** @throws AssertionError when the books are off. @returns the lines of what did not hold otherwise */
export async function soak({ seconds, seed, say }: Options): Promise<string[]> {
  const random = randomFrom(seed);
  const stage = await startStage();
  try {
    const watched = await Promise.all([watch(stage, seconds), watch(stage, seconds)]);
    const origins = watched.map(({ app }) => app.origin);
    const outcomes = new Map<Outcome, number>();
    let extensions = 0;
    stage.proxy.listen((body) => (extensions += askedIn(body).filter((one) => one === "extend").length));
    await drive(stage, { origins, random, outcomes, seconds: Math.min(WARM_UP_SECONDS, seconds / 2), say: () => {} });
    await rest(stage);
    for (const one of watched) Object.assign(one, await baseline(one));
    await drive(stage, { origins, random, outcomes, seconds, say });
    const books = await rest(stage);
    say(summary(stage, outcomes, books));
    return [
      ...strange(outcomes),
      ...overspent(books, ceilings(seconds)),
      ...unheld(stage, books, extensions),
      ...(await Promise.all(watched.map(grown))).flat(),
    ];
  } finally {
    await stage.stop();
  }
}

async function watch(stage: Stage, seconds: number): Promise<Watched> {
  const memory = await inspector();
  const app = await stage.start({ safeguards: safeguards(seconds), env: memory.env });
  return { app, memory, liveMb: 0, handles: 0 };
}

async function baseline({ app, memory }: Watched): Promise<Pick<Watched, "liveMb" | "handles">> {
  return { handles: handlesOf(app.instance.pid), liveMb: await memory.liveMegabytes() };
}

type Drive = {
  origins: string[];
  random: Random;
  outcomes: Map<Outcome, number>;
  seconds: number;
  say: Options["say"];
};

async function drive(stage: Stage, { origins, random, outcomes, seconds, say }: Drive): Promise<void> {
  const end = Date.now() + seconds * 1_000;
  const visit = async (): Promise<void> => {
    while (Date.now() < end) {
      const outcome = await anyClient(random)(random, random.pick(origins as [string, ...string[]]));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      await sleep(random.below(30));
    }
  };
  const report = setInterval(
    () => say(`${Math.round((end - Date.now()) / 1_000)} s left: ${counted(outcomes)}`),
    30_000,
  );
  await Promise.all([...Array.from({ length: CLIENTS_AT_ONCE }, visit), spoil(stage, random, end)]);
  clearInterval(report);
}

/** Moods of the provider all the time, and a fault of the store every now and then. */
async function spoil({ proxy, provider }: Stage, random: Random, end: number): Promise<void> {
  while (Date.now() < end) {
    provider.behave(anyBehaviour(random));
    await sleep(200 + random.below(800));
    if (!random.chance(0.3)) continue;
    await proxy.set(random.pick(FAULTS), random.below(6));
    await sleep(100 + random.below(900));
    await proxy.set({ kind: "none" });
  }
}

async function rest({ provider, proxy, redis }: Stage): Promise<Books> {
  await proxy.set({ kind: "none" });
  provider.behave({ kind: "answer" });
  return expectBalanced(redis, provider.calls);
}

function strange(outcomes: Map<Outcome, number>): string[] {
  const odd = [...outcomes.keys()].filter((outcome) => /^[A-Z]|internal|unknown/.test(outcome));
  return [
    ...odd.map((outcome) => `A visit ended as ${outcome}`),
    ...(outcomes.has("served in steps") ? [] : ["No reply was served in several steps"]),
  ];
}

function overspent(books: Books, most: { user: number; service: number }): string[] {
  const over = [...books.users].filter(([, used]) => used > most.user);
  return [
    ...over.map(([account, used]) => `${account} spent ${used} micro-USD of ${most.user}`),
    ...(books.service > most.service ? [`The service spent ${books.service} micro-USD of ${most.service}`] : []),
  ];
}

/** Each call was held for before it was made: a first one by a reservation, a further one by an extension. */
function unheld({ provider }: Stage, { settled }: Books, extensions: number): string[] {
  const first = provider.calls.filter((call) => outputsIn(call) === 0).length;
  const further = provider.calls.length - first;
  return [
    ...(first > settled.length ? ["There were more first calls than reservations"] : []),
    ...(further > extensions ? ["There were more further calls than extensions"] : []),
  ];
}

async function grown({ app, memory, liveMb, handles }: Watched): Promise<string[]> {
  const left = await handlesAtRest(app.instance.pid, handles + SLACK.handles);
  const live = await memory.liveMegabytes();
  return [
    ...(left > handles + SLACK.handles ? [`${app.origin} has ${left} handles and had ${handles}`] : []),
    ...(live > liveMb + SLACK.liveMb
      ? [`${app.origin} holds ${live.toFixed(1)} MB and held ${liveMb.toFixed(1)}`]
      : []),
  ];
}

function summary({ provider }: Stage, outcomes: Map<Outcome, number>, { service, settled, users }: Books): string {
  const further = provider.calls.filter((call) => outputsIn(call) > 0).length;
  return (
    `${counted(outcomes)}\n${provider.calls.length} calls, ${further} of them further steps, ${settled.length} reservations, ` +
    `${users.size} accounts; the provider bills ${billOfReply(provider.calls)} micro-USD and the ledger counts ${service}, nothing is held`
  );
}

function counted(outcomes: Map<Outcome, number>): string {
  return [...outcomes]
    .toSorted(([, one], [, other]) => other - one)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(", ");
}
