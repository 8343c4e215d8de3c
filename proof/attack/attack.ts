/** What an attack is: one thing that somebody tries, why it would matter, and what must hold. */
import type { Area } from "./areas.ts";
import type { Target } from "./target.ts";
import type { Verdict } from "./verdict.ts";

/** What the attacker must bring along. "spending": a session, and leave to spend some of its budget. */
export type Need = "nothing" | "cookie" | "two cookies" | "spending";

/**
 * What it takes from the target, which also says when it runs: "slow" waits for a deadline beside all others, "free" is
 * refused before anything is counted, "served" and "counted" use up requests of an account, "last" uses up all of them.
 */
export type Cost = "slow" | "free" | "served" | "counted" | "last";

export type Attack = {
  id: string;
  area: Area;
  title: string;
  why: string;
  needs: Need;
  cost: Cost;
  run: (target: Target) => Promise<Verdict>;
};

/** An experiment that several attacks look at: done once for each target. */
export function shared<T>(experiment: (target: Target) => Promise<T>): (target: Target) => Promise<T> {
  const done = new WeakMap<Target, Promise<T>>();
  return (target) => {
    const result = done.get(target) ?? experiment(target);
    done.set(target, result);
    return result;
  };
}
