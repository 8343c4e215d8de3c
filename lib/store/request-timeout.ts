/** How long a round trip to the store may take, measured in time that this process had for it. */

/** However busy the process is, nobody waits longer than so many times the deadline. */
const MOST_STRETCH = 5;
const STEPS = 8;

/**
 * A process that was busy finds its timers due before it has looked at the network, and its own lateness is no silence of the
 * store. So the deadline is walked in steps, a late one counts as one, and after the last the network is looked at once more.
 * @returns a signal that fires so many milliseconds from now, or later on a busy process
 */
export function requestTimeout(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  const giveUp = () => controller.abort(new DOMException("The store took too long", "TimeoutError"));
  const startedMs = performance.now();
  let steps = 0;
  const step = (): void => {
    steps += 1;
    const isOver = steps >= STEPS || performance.now() - startedMs > MOST_STRETCH * milliseconds;
    setTimeout(isOver ? giveUp : step, isOver ? 0 : milliseconds / STEPS);
  };
  setTimeout(step, milliseconds / STEPS);
  return controller.signal;
}
