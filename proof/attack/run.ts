/** Runs attacks against one target in the order of what they cost it, and tells how each went. */
import { type Area, type Attack, type Cost, NotTried, type Verdict } from "./attack.ts";
import { ATTACKS } from "./catalogue.ts";
import { Target, type TargetOptions } from "./target.ts";

export type Result = { id: string; area: Area; title: string; held: boolean; detail: string };
export type Untried = { id: string; area: Area; title: string; reason: string };
export type Report = {
  url: string;
  results: Result[];
  notTried: Untried[];
  /** What is wrong with the cookies. */
  complaints: string[];
  seconds: number;
};

export type RunOptions = TargetOptions & {
  /** Which attacks; all when absent. */
  only?: (attack: Attack) => boolean;
  onResult?: (result: Result | Untried) => void;
};

type Outcome = { verdict: Verdict } | { reason: string };

const AT_ONCE = 4;
const LONGEST_MS = 45_000;

/** @returns null when nobody answers at the address */
export async function runAttacks({
  only = () => true,
  onResult = () => {},
  ...options
}: RunOptions): Promise<Report | null> {
  const started = performance.now();
  const target = new Target(options);
  if (!(await target.prepare())) return null;
  const chosen = ATTACKS.filter(only);
  const outcomes = new Map<Attack, Outcome>();
  const run = async (attack: Attack) => {
    const outcome = await attempt(attack, target);
    outcomes.set(attack, outcome);
    onResult("verdict" in outcome ? resultOf(attack, outcome.verdict) : untriedOf(attack, outcome.reason));
  };
  const of = (cost: Cost) => chosen.filter((attack) => attack.cost === cost);
  const slow = Promise.all(of("slow").map(run));
  await several(of("free"), run);
  for (const attack of [...of("served"), ...takingTurns(of("counted"))]) await run(attack);
  await slow;
  for (const attack of of("last")) await run(attack);
  return {
    ...report(chosen, outcomes),
    url: target.url.origin,
    complaints: target.complaints,
    seconds: (performance.now() - started) / 1000,
  };
}

async function attempt(attack: Attack, target: Target): Promise<Outcome> {
  const timer = Promise.withResolvers<Outcome>();
  const handle = setTimeout(() => timer.resolve({ verdict: { held: false, detail: "it did not end" } }), LONGEST_MS);
  try {
    if (attack.needs !== "nothing") void target.one;
    if (attack.needs === "two cookies") void target.two;
    if (attack.needs === "spending") await target.requireAllowance(1);
    return await Promise.race([attack.run(target).then((verdict) => ({ verdict })), timer.promise]);
  } catch (error) {
    if (error instanceof NotTried) return { reason: error.message };
    return {
      verdict: {
        held: false,
        detail: `the attack itself failed: ${error instanceof Error ? error.message : String(error)}`,
      },
    };
  } finally {
    clearTimeout(handle);
  }
}

async function several(attacks: Attack[], run: (attack: Attack) => Promise<void>): Promise<void> {
  const queue = attacks.values();
  const work = async () => {
    for (const attack of queue) await run(attack);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** One of each area after the other, so that whatever runs out runs out for all areas alike. */
function takingTurns(attacks: Attack[]): Attack[] {
  const turns = new Map<Area, number>();
  const numbered = attacks.map((attack) => {
    const turn = turns.get(attack.area) ?? 0;
    turns.set(attack.area, turn + 1);
    return { attack, turn };
  });
  return numbered.toSorted((a, b) => a.turn - b.turn).map(({ attack }) => attack);
}

function report(chosen: Attack[], outcomes: Map<Attack, Outcome>): Pick<Report, "results" | "notTried"> {
  const results: Result[] = [];
  const notTried: Untried[] = [];
  for (const attack of chosen) {
    const outcome = outcomes.get(attack);
    if (outcome && "verdict" in outcome) results.push(resultOf(attack, outcome.verdict));
    else notTried.push(untriedOf(attack, outcome?.reason ?? "it was not reached"));
  }
  return { results, notTried };
}

function resultOf({ id, area, title }: Attack, { held, detail }: Verdict): Result {
  return { id, area, title, held, detail };
}

function untriedOf({ id, area, title }: Attack, reason: string): Untried {
  return { id, area, title, reason };
}
