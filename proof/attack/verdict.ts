/** What an attack finds out: that it was held, that it got through, or that it could not be tried here. */
export type Verdict = { held: boolean; detail: string };

/** What came of an attack: its verdict, or null for held where there is none. */
export type Outcome = { held: boolean | null; detail: string; isUsedUp?: boolean };

/** Thrown where an attack cannot be tried on this target: neither held nor not. */
export class NotApplicable extends Error {
  override readonly name: string = "NotApplicable";
}

/** Thrown where requests or US dollars are used up: what was seen so far is all there is to judge by. */
export class UsedUp extends NotApplicable {
  override readonly name = "UsedUp";
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
