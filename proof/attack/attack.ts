/** What an attack is: one thing that somebody tries, why it would matter, and what must hold. */
import type { Target } from "./target.ts";

export const AREAS = [
  "middleware",
  "sessions",
  "tokens",
  "cross-site",
  "cors",
  "http",
  "bodies",
  "encodings",
  "models",
  "knobs",
  "roles",
  "errors",
  "headers",
  "leaks",
  "admin",
  "grants",
  "sign-in",
  "redirects",
  "cookies",
  "stream",
  "spending",
  "limits",
] as const;
export type Area = (typeof AREAS)[number];

/** What the attacker must bring along. "spending": a session, and leave to spend some of its budget. */
export type Need = "nothing" | "cookie" | "two cookies" | "spending";

/**
 * What it takes from the target, which also says when it runs: "slow" waits for a deadline beside all others, "free" is
 * refused before anything is counted, "served" and "counted" use up requests of an account, "last" uses up all of them.
 */
export type Cost = "slow" | "free" | "served" | "counted" | "last";

export type Verdict = { held: boolean; detail: string };

export type Attack = {
  id: string;
  area: Area;
  title: string;
  why: string;
  needs: Need;
  cost: Cost;
  run: (target: Target) => Promise<Verdict>;
};

/** Thrown by an attack that found no way to try: neither held nor not. */
export class NotTried extends Error {
  override readonly name = "NotTried";
}

export function held(detail: string): Verdict {
  return { held: true, detail };
}

export function broken(detail: string): Verdict {
  return { held: false, detail };
}

/** @param detail what was seen, which is the same either way */
export function judge(holds: boolean, detail: string): Verdict {
  return { held: holds, detail };
}

/** An experiment that several attacks look at: done once for each target. */
export function shared<T>(experiment: (target: Target) => Promise<T>): (target: Target) => Promise<T> {
  const done = new WeakMap<Target, Promise<T>>();
  return (target) => {
    const result = done.get(target) ?? experiment(target);
    done.set(target, result);
    return result;
  };
}
