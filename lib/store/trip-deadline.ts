/** How long one trip to the store may take, measured by what has arrived and not by when we got round to reading it. */

/**
 * A process that was busy finds its timers due before it has looked at the network: it takes one more turn, so that an answer
 * that is already there counts, and a loaded machine does not look like a store that is away.
 * @returns a signal that fires so many milliseconds from now
 */
export function tripDeadline(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  const giveUp = () => controller.abort(new DOMException("The store took too long", "TimeoutError"));
  setTimeout(() => setTimeout(giveUp, 0), milliseconds);
  return controller.signal;
}
