/** Runs attacks against one target in the order of what they cost it, and tells how each went. */
import type { Area } from "./areas.ts";
import type { Attack, Cost } from "./attack.ts";
import { ATTACKS } from "./catalogue.ts";
import type { Report, Result } from "./report.ts";
import { missingIn } from "./safeguards.ts";
import { Target, type TargetOptions } from "./target.ts";
import { NotApplicable } from "./verdict.ts";

export type RunOptions = TargetOptions & {
  /** Which attacks; all when absent. */
  only?: (attack: Attack) => boolean;
  onResult?: (result: Result) => void;
};

type Outcome = Pick<Result, "held" | "detail">;

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
    onResult(resultOf(attack, outcome));
  };
  const of = (cost: Cost) => chosen.filter((attack) => attack.cost === cost);
  const slow = Promise.all(of("slow").map(run));
  await several(of("free"), run);
  for (const attack of [...of("served"), ...takingTurns(of("counted"))]) await run(attack);
  await slow;
  for (const attack of of("last")) await run(attack);
  const results = chosen.map((attack) => resultOf(attack, outcomes.get(attack)));
  const count = (held: boolean | null) => results.filter((result) => result.held === held).length;
  return {
    url: target.url.origin,
    profile: target.profile.name,
    passed: count(true),
    failed: count(false),
    notApplicable: count(null),
    missing: missingIn(results),
    results,
    complaints: target.complaints,
    seconds: (performance.now() - started) / 1000,
  };
}

async function attempt(attack: Attack, target: Target): Promise<Outcome> {
  const timer = Promise.withResolvers<Outcome>();
  const handle = setTimeout(() => timer.resolve({ held: false, detail: "it did not end" }), LONGEST_MS);
  try {
    if (attack.needs !== "nothing") void target.one;
    if (attack.needs === "two cookies") void target.two;
    if (attack.needs === "spending") await target.requireAllowance(1);
    return await Promise.race([attack.run(target), timer.promise]);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (error instanceof NotApplicable) return { held: null, detail };
    return { held: false, detail: `the attack itself failed: ${detail}` };
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

function resultOf(
  { id, area, title }: Attack,
  outcome: Outcome = { held: null, detail: "it was not reached" },
): Result {
  return { id, area, title, ...outcome };
}
