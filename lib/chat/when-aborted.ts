/** What the deadlines of a reply and of its calls share. */
import "server-only";

/** A process that was stopped or busy finds its timers due before it has read what lies in the socket: that counts first. */
export const READ_FIRST_MS = 100;

export function whenAborted(signal: AbortSignal, listener: () => void): void {
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener, { once: true });
}
