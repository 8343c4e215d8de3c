/** How long a round trip to the store may take, measured in time that this process had for it. */

/** However busy the process is, nobody waits longer than so many times the deadline. */
const MOST_STRETCH = 5;
const STEPS = 8;

/**
 * A process that was busy finds its timers due before it has looked at the network, and its own lateness is no silence of the
 * store. So the deadline is walked in steps, a late one counts as one, and after the last the network is looked at once more.
 * @param work gets a signal that fires so many milliseconds from now, or later on a busy process, unless it has ended before
 * @throws the signal's reason when it fires first, a TimeoutError
 */
export async function beforeTimeout<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => {
    const reason = new DOMException("The store took too long", "TimeoutError");
    reject(reason);
    controller.abort(reason);
  };
  const stop = walk(milliseconds, giveUp);
  try {
    return await Promise.race([tooLate, work(controller.signal)]);
  } finally {
    // A timer that outlives its answer would keep the whole request in memory until it is due.
    stop();
  }
}

/** @returns what ends it early */
function walk(milliseconds: number, giveUp: () => void): () => void {
  const startedMs = performance.now();
  let steps = 0;
  const step = (): void => {
    steps += 1;
    const isOver = steps >= STEPS || performance.now() - startedMs > MOST_STRETCH * milliseconds;
    timer = setTimeout(isOver ? giveUp : step, isOver ? 0 : milliseconds / STEPS);
  };
  let timer = setTimeout(step, milliseconds / STEPS);
  return () => clearTimeout(timer);
}
