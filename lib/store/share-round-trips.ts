/**
 * What is asked of the store in one tick shares a round trip. Few are under way at a time: what is asked meanwhile shares the next one, so
 * that a burst is a queue and no crowd.
 */

import { type Caller, joined, type RoundTrip, share, takeBatch } from "./batch.ts";

export type Send = (roundTrip: RoundTrip) => Promise<object>;

/** On a process that serves many requests side by side. */
export const MOST_AT_ONCE = 4;
const AWAITS_APART = 4;
/** Each round trip ends within its deadline, so the last of these waits for five at most. */
const MOST_WAITING = 2_000;
const RETRY_AFTER_MS = 1_000;

/**
 * The client could gather commands as well, but makes some two hundred functions for each round trip that it does so.
 * @param send one round trip, with a deadline of its own that begins when it is called
 * @returns the same for any number of callers; it rejects with the moment to try again, as `resetAtMs`, when too many wait
 */
export function shareRoundTrips(send: Send, mostAtOnce = MOST_AT_ONCE): Send {
  const queue = new Queue(send, mostAtOnce);
  return (roundTrip) =>
    new Promise((resolve, reject) => {
      queue.add({ roundTrip, resolve, reject });
    });
}

class Queue {
  #underWay = 0;
  #isGathering = false;
  readonly #waiting: Caller[] = [];
  readonly #send: Send;
  readonly #mostAtOnce: number;

  constructor(send: Send, mostAtOnce: number) {
    this.#send = send;
    this.#mostAtOnce = mostAtOnce;
  }

  add(one: Caller): void {
    if (this.#waiting.length >= MOST_WAITING) return one.reject(tooMany());
    this.#waiting.push(one);
    if (!this.#isGathering && this.#underWay < this.#mostAtOnce) void this.#gather();
  }

  /** Callers who begin together are some awaits apart when they ask. */
  async #gather(): Promise<void> {
    this.#isGathering = true;
    for (let awaits = 0; awaits < AWAITS_APART; awaits += 1) await Promise.resolve();
    this.#isGathering = false;
    this.#depart();
  }

  #depart(): void {
    while (this.#underWay < this.#mostAtOnce && this.#waiting.length > 0) {
      this.#underWay += 1;
      void travel(this.#send, this.#waiting).then(() => {
        this.#underWay -= 1;
        return this.#depart();
      });
    }
  }
}

/** Takes along as many as wait and fit. Never rejects. */
async function travel(send: Send, waiting: Caller[]): Promise<void> {
  const batch = takeBatch(waiting);
  try {
    share(batch, await send(joined(batch)));
  } catch (cause) {
    // Whoever waits behind a store that does not answer would only wait as long again.
    const gone = isTimeout(cause) ? [...batch, ...waiting.splice(0)] : batch;
    for (const { reject } of gone) reject(cause);
  }
}

function tooMany(): Error {
  return Object.assign(new Error("Too many wait for the store"), { resetAtMs: Date.now() + RETRY_AFTER_MS });
}

/** The bridge says it in its answer. */
function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && `${cause.name}: ${cause.message}`.includes("TimeoutError");
}
