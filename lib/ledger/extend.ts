/** Lets a running reply's hold grow by a further step's whole worst case, or takes nothing. */
import "server-only";

import type { RunScript } from "../store/define-script.ts";
import { keys } from "../store/keys.ts";
import { EXTEND } from "./extend-script.ts";
import { keysOf, MEMORY_MS } from "./reservation.ts";
import { askedOf, type Terms } from "./reserve.ts";
import { parseTaken, type Taken } from "./taken.ts";

export type Growth = {
  /** micro-USD: the whole hold as the caller knows it, and as it shall be. */
  from: number;
  to: number;
};

/** lost: the hold or its slot is not there any more, or the hold is another one; forgotten: the store has lost the service's totals. */
const REFUSED = ["paused", "blocked", "signed_out", "lost", "forgotten"] as const;
export type ExtendAnswer = Taken<"extended"> | { word: (typeof REFUSED)[number]; crossings: [] };

/** @throws when the store gives no answer, or one that is not the script's; then it may be applied or not */
export async function extendIn(run: RunScript, terms: Terms, { from, to }: Growth): Promise<ExtendAnswer> {
  const { account, userId } = terms.reservation;
  const answer = await EXTEND.run(run, {
    keys: {
      ...keysOf(terms.reservation),
      pause: keys.pause,
      block: keys.blocked(account),
      grant: keys.grant(account),
      ended: keys.signedOut(account),
      own_ended: keys.signedOut(userId),
    },
    args: { ...askedOf(terms), from, to, now: terms.nowMs, ...MEMORY_MS },
  });
  const refused = REFUSED.find((word) => word === answer);
  return refused ? { word: refused, crossings: [] } : parseTaken(answer, terms.windows, ["extended"]);
}
