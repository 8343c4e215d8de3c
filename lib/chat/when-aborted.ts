/** What the deadlines of a reply and of its calls share. */
import "server-only";

/** A process that was stopped or busy finds its timers due before it has read what lies in the socket: that counts first. */
export const READ_FIRST_MS = 100;

/** @returns what ends the listening: the signal may be kept long after the reply, and would keep it with it */
export function whenAborted(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}
