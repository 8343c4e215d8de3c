/**
 * What is asked of the store in one tick shares a round trip. What is asked while it is under way shares the next one, which leaves when
 * it is back, or some milliseconds after it left: a near store is asked once at a time, and a far one a few times, so that a burst is a
 * queue and no crowd.
 */

import { type Caller, joined, type RoundTrip, share, takeBatch } from "./batch.ts";

export type Send = (roundTrip: RoundTrip) => Promise<object>;

type Pace = {
  mostAtOnce: number;
  /** Between the leaving of one that is under way and of the next. */
  milliseconds: number;
};

/** On a process that serves many requests side by side. */
export const SHARED: Pace = { mostAtOnce: 4, milliseconds: 5 };
/** Where nobody may wait for another's. */
export const AT_ONCE: Pace = { mostAtOnce: Number.POSITIVE_INFINITY, milliseconds: 0 };
const AWAITS_APART = 4;
/** Each round trip ends within its deadline, so the last of these waits for five at most. */
const MOST_WAITING = 2_000;
const RETRY_AFTER_MS = 1_000;

/**
 * The client could gather commands as well, but makes some two hundred functions for each round trip that it does so.
 * @param send one round trip, with a deadline of its own that begins when it is called
 * @returns the same for any number of callers; it rejects with the moment to try again, as `resetAtMs`, when too many wait
 */
export function shareRoundTrips(send: Send, pace = SHARED): Send {
  const queue = new Queue(send, pace);
  return (roundTrip) =>
    new Promise((resolve, reject) => {
      queue.add({ roundTrip, resolve, reject });
    });
}

class Queue {
  #underWay = 0;
  #latestLeftAt = Number.NEGATIVE_INFINITY;
  #isGathering = false;
  #isTimed = false;
  readonly #waiting: Caller[] = [];
  readonly #send: Send;
  readonly #pace: Pace;

  constructor(send: Send, pace: Pace) {
    this.#send = send;
    this.#pace = pace;
  }

  add(one: Caller): void {
    if (this.#waiting.length >= MOST_WAITING) return one.reject(tooMany());
    this.#waiting.push(one);
    if (this.#isGathering) return;
    if (this.#isDue()) void this.#gather();
    else this.#departLater();
  }

  /** Callers who begin together are some awaits apart when they ask. */
  async #gather(): Promise<void> {
    this.#isGathering = true;
    for (let awaits = 0; awaits < AWAITS_APART; awaits += 1) await Promise.resolve();
    this.#isGathering = false;
    this.#depart();
  }

  #depart(): void {
    while (this.#waiting.length > 0 && this.#isDue()) {
      this.#underWay += 1;
      this.#latestLeftAt = performance.now();
      void travel(this.#send, this.#waiting).then(() => {
        this.#underWay -= 1;
        return this.#depart();
      });
    }
    if (this.#waiting.length > 0) this.#departLater();
  }

  #isDue(): boolean {
    return this.#underWay === 0 || (this.#underWay < this.#pace.mostAtOnce && this.#dueInMs() <= 0);
  }

  /** From when the latest one left, not from when somebody asks: a far store would be asked up to twice as late. */
  #dueInMs(): number {
    return this.#latestLeftAt + this.#pace.milliseconds - performance.now();
  }

  #departLater(): void {
    if (this.#isTimed || this.#underWay >= this.#pace.mostAtOnce) return;
    this.#isTimed = true;
    setTimeout(() => {
      this.#isTimed = false;
      this.#depart();
    }, Math.ceil(this.#dueInMs()));
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
