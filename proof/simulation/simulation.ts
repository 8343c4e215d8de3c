/** Random lives of a service on the real scripts and a real Redis; after every step the books must balance. */
import { setImmediate as everybodyListens } from "node:timers/promises";

import * as fc from "fast-check";

import { keys } from "../../lib/store/keys.ts";
import { LEASE_MS } from "../../lib/ledger/reservation.ts";
import { Figures } from "./figures.ts";
import { type Books, violations } from "./invariants.ts";
import { type SimulationStore, startSimulationStore } from "./redis.ts";
import { billOf } from "./provider.ts";
import { anyScenario, type Scenario } from "./steps.ts";
import { isRecent, windowNames } from "./windows.ts";
import { World } from "./world.ts";

export type SimulationOptions = { runs: number; seed: number; path?: string; progress?: (runs: number) => void };

/** @throws Error that says what broke and how to play it again */
export async function runSimulation({ runs, seed, path, progress }: SimulationOptions): Promise<Figures> {
  const store = await startSimulationStore();
  const figures = new Figures();
  const property = fc.asyncProperty(anyScenario, async (scenario) => {
    await simulate(scenario, store, figures);
    progress?.(figures.runs);
  });
  try {
    await fc.assert(property, { numRuns: runs, seed, ...(path === undefined ? {} : { path }) });
  } catch (cause) {
    const replay = /path: "([^"]+)"/.exec(String(cause))?.[1] ?? "0";
    const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : "";
    throw new Error(`${why}\nnpm run proof -- simulation --seed ${seed} --path ${replay}\n${String(cause)}`, { cause });
  } finally {
    await store.close();
  }
  return figures;
}

async function simulate({ setup, steps }: Scenario, store: SimulationStore, figures: Figures): Promise<void> {
  await store.empty();
  const world = new World(setup, store, figures);
  for (const step of steps) {
    await world.take(step);
    await quiet(world);
    check(await booksOf(world, store, figures));
    await checkCredit(world, store, figures);
  }
  await comeToRest(world);
  check(await booksAtRest(world, store, figures));
  await checkCredit(world, store, figures);
  figures.runs += 1;
  figures.steps += steps.length;
  figures.calls += world.calls.length;
  figures.settled += world.ended.length;
}

function check(books: Books): void {
  const wrong = violations(books);
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
}

/** Until nobody is reckoning any more. */
async function quiet(world: World): Promise<void> {
  do await everybodyListens();
  while (world.living.some(({ busy }) => busy > 0));
}

/** Whatever is on its way arrives, every reply ends, every settlement is tried until it lands, and every lease runs out. */
async function comeToRest(world: World): Promise<void> {
  for (let rounds = 0; !isAtRest(world); rounds += 1) {
    if (rounds > 5_000) throw new Error("The service does not come to rest");
    await world.network.move(0, "delivered");
    await world.network.arriveLate(0);
    for (const instance of world.living) {
      instance.tryAgain(0);
      for (const [id, { call }] of instance.running)
        await instance.end(id, { usage: call?.usage ?? null, isFree: false });
    }
    await quiet(world);
  }
  world.clock += LEASE_MS + 300_000;
}

function isAtRest({ network, living }: World): boolean {
  return network.isQuiet && living.every(({ running, unsettled }) => running.size + unsettled.length === 0);
}

async function booksOf(world: World, store: SimulationStore, figures: Figures): Promise<Books> {
  const recent = [...world.windows].filter(([name]) => isRecent(name, world.clock));
  const { used } = await store.look({ windows: recent.map(([name]) => name), slots: [], reservations: [] });
  const replies = [...Map.groupBy(world.calls, ({ reservation }) => reservation.id).values()];
  const windows = recent.map(([name, shipped]) => {
    const limit = shipped + roomBeside(world, name, shipped);
    const billed = replies.reduce((sum, calls) => sum + (calls[0]?.countsIn(name) ? billOf(calls) : 0), 0);
    const counted = used.get(name) ?? Number.NaN;
    // A store that has lost something is the model's to judge: it has lost the same, and the bill knows of it.
    const known = world.hasLost ? 0 : billed;
    figures.overshoot = Math.max(figures.overshoot, known - limit);
    figures.fullest = Math.max(figures.fullest, known / limit);
    const drift = Math.abs(counted - world.model.used(name));
    figures.drift = Math.max(figures.drift, drift);
    if (drift !== 0) figures.disagreement(`${name} counts ${counted}, and the model ${world.model.used(name)}`);
    return { name, limit, used: counted + world.model.paidByCredit(name), billed: known };
  });
  const ended = world.ended.map(({ id, calls, settledAt }) => ({ name: id, settledAt, billed: billOf(calls) }));
  return { windows, replies: ended, providerCalls: world.calls.length, granted: world.granted };
}

/** What a user may have spent beyond the plan: a budget that was once granted, and all credit that was ever paid in. */
function roomBeside({ accounts, model: { purse } }: World, name: string, shipped: number): number {
  const [hash, period = ""] = name.split(" ");
  const account = [...accounts].find((one) => keys.userSpend(one) === hash);
  if (account === undefined) return 0;
  const highest = purse.highestOf(account)[period.length > "2026-11".length ? "day" : "month"];
  return Math.max(0, highest - shipped) + purse.paidInBy(account);
}

/** Credit as the store has it, to the micro-USD. */
async function checkCredit({ accounts, model: { purse } }: World, store: SimulationStore, figures: Figures) {
  const names = [...accounts].map((account) => keys.credit(account));
  const { reservations: seen } = await store.look({
    windows: [],
    slots: [],
    reservations: [...names, keys.creditOutstanding],
  });
  const expected = new Map([...accounts].map((account) => [keys.credit(account), purse.creditOf(account)]));
  expected.set(keys.creditOutstanding, purse.outstanding);
  for (const [name, credit] of expected)
    if (Number(seen.get(name) ?? 0) !== credit)
      figures.disagreement(`${name} is ${seen.get(name)}, and in the model ${credit}`);
}

async function booksAtRest(world: World, store: SimulationStore, figures: Figures): Promise<Books> {
  const books = await booksOf(world, store, figures);
  const ids = [...world.owners.keys()];
  const slots = [...world.accounts].map((account) => keys.running(account));
  const seen = await store.look({ windows: [], slots, reservations: ids.map((id) => keys.reservation(id)) });
  const wordsOf = (id: string) => (seen.reservations.get(keys.reservation(id)) ?? "").split(" ");
  const isHeld = (id: string) => wordsOf(id)[0] === "held";
  const takenSlots = [...seen.slots].filter(([, until]) => until > world.clock).map(([id]) => id);
  if (world.hasLost) return { ...books, atRest: { heldAfterEnd: [], takenSlots, expected: new Map() } };
  const heldAfterEnd = ids.filter((id) => isHeld(id) && world.owners.get(id)?.alive);
  const expected = new Map(books.windows.map(({ name }) => [name, 0]));
  for (const { reservation } of world.model.lives.values())
    for (const name of windowNames(reservation))
      expected.set(name, (expected.get(name) ?? 0) + Number(wordsOf(reservation.id)[1] ?? 0));
  return { ...books, atRest: { heldAfterEnd, takenSlots, expected } };
}
