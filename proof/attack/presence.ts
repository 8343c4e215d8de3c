/** Whether the target is still there: a server that has ended refuses everything, and holds nothing by that. */
import type { Connection } from "./connection.ts";
import type { Outcome } from "./verdict.ts";

const ENDED = {
  held: false,
  detail: "nobody answers at this address any more: the server ended, or shut everybody out",
};
const GONE = { held: null, detail: "nobody answers at this address any more" };

export class Presence {
  readonly #target: Pick<Connection, "isThere">;
  #isGone = false;

  constructor(target: Pick<Connection, "isThere">) {
    this.#target = target;
  }

  /** @returns what the attack found out, or that the target did not outlive it */
  async during(attack: () => Promise<Outcome>): Promise<Outcome> {
    if (this.#isGone) return GONE;
    const outcome = await attack();
    if (await this.#target.isThere()) return outcome;
    // Of the attacks that run side by side, the first to notice tells it.
    if (this.#isGone) return GONE;
    this.#isGone = true;
    return ENDED;
  }
}
