/** Runs attacks against one target in the order of what they cost it, and tells how each went. */
import { absenceOf } from "./absence.ts";
import type { Area } from "./areas.ts";
import type { Attack, Cost } from "./attack.ts";
import { ATTACKS } from "./catalogue.ts";
import { failureOf } from "./controls.ts";
import { prepareTarget } from "./prepare-target.ts";
import { Presence } from "./presence.ts";
import type { Report, Result } from "./report.ts";
import { missingIn, safeguardOf } from "./safeguards.ts";
import type { Target, TargetOptions } from "./target.ts";
import { NotApplicable, type Outcome, UsedUp } from "./verdict.ts";

export type RunOptions = TargetOptions & {
  /** Which attacks; all when absent. */
  only?: (attack: Attack) => boolean;
  onResult?: (result: Result) => void;
};

const AT_ONCE = 4;
const LONGEST_MS = 45_000;
/** So many that got through, and none that did not, are taken for all. */
const ENOUGH = 3;

/** @returns null when nobody answers at the address */
export async function runAttacks({
  only = () => true,
  onResult = () => {},
  ...options
}: RunOptions): Promise<Report | null> {
  const started = performance.now();
  const target = await prepareTarget(options);
  if (!target) return null;
  const speaks = ({ profiles }: Attack) => profiles?.includes(target.profile.name) ?? true;
  const chosen = ATTACKS.filter(speaks).filter(only);
  const outcomes = new Map<Attack, Outcome>();
  const presence = new Presence(target);
  const run = async (attack: Attack) => {
    const outcome = judged(await presence.during(() => attempt(attack, target)), siblings(attack, outcomes));
    outcomes.set(attack, outcome);
    onResult(resultOf(attack, outcome));
  };
  await inOrder(target, chosen, run);
  const results = chosen.map((attack) => resultOf(attack, outcomes.get(attack)));
  return {
    url: target.url.origin,
    profile: target.profile.name,
    ...summed(results),
    complaints: target.complaints,
    seconds: (performance.now() - started) / 1000,
  };
}

async function inOrder({ profile }: Target, attacks: Attack[], run: (attack: Attack) => Promise<void>): Promise<void> {
  const of = (cost: Cost) => attacks.filter((attack) => attack.cost === cost);
  const slow = Promise.all(of("slow").map(run));
  if (profile.isStarter) await several(of("free"), run);
  // Elsewhere a refusal may well be counted: what looks at whole replies comes before the limits stand.
  const counted = takingTurns(profile.isStarter ? of("counted") : [...of("free"), ...of("counted")]);
  for (const attack of [...of("served"), ...counted]) await run(attack);
  await slow;
  for (const attack of of("last")) await run(attack);
}

/** What results come down to, with themselves. */
export function summed(results: Result[]): Pick<Report, "passed" | "failed" | "notApplicable" | "missing" | "results"> {
  const count = (held: boolean | null) => results.filter((result) => result.held === held).length;
  const [passed, failed, notApplicable] = [count(true), count(false), count(null)];
  return { passed, failed, notApplicable, missing: missingIn(results), results };
}

async function attempt(attack: Attack, target: Target): Promise<Outcome> {
  const timer = Promise.withResolvers<Outcome>();
  const handle = setTimeout(() => timer.resolve({ held: false, detail: "it did not end" }), LONGEST_MS);
  try {
    return await Promise.race([tryOnce(attack, target), timer.promise]);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (error instanceof NotApplicable) return { held: null, detail, isUsedUp: error instanceof UsedUp };
    return { held: false, detail: `the attack itself failed: ${detail}` };
  } finally {
    clearTimeout(handle);
  }
}

/** The outcomes so far of the attacks on the same safeguard. */
function siblings({ id }: Attack, outcomes: Map<Attack, Outcome>): Outcome[] {
  const { name } = safeguardOf(id);
  return [...outcomes].filter(([other]) => safeguardOf(other.id).name === name).map(([, outcome]) => outcome);
}

/** What can no longer be sent fails as well where all before it got through: a safeguard that is missing is missing for all. */
function judged(outcome: Outcome, others: Outcome[]): Outcome {
  const failed = others.filter(({ held }) => held === false).length;
  const isKnown = outcome.isUsedUp && failed >= ENOUGH && !others.some(({ held }) => held === true);
  return isKnown ? { held: false, detail: `not sent: ${failed} before it got through (${outcome.detail})` } : outcome;
}

async function tryOnce(attack: Attack, target: Target): Promise<Outcome> {
  const reason = await failureOf(attack.control, target);
  if (reason !== undefined) return { held: null, detail: reason };
  const absence = await absenceOf(safeguardOf(attack.id).name, target);
  if (absence !== undefined) return { held: false, detail: `missing: ${absence}` };
  return attack.run(target);
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
  const { held, detail } = outcome;
  return { id, area, title, held, detail };
}
