/** For how long this process was stopped (a suspended machine, SIGSTOP): what a provider sent meanwhile may be lost. */
import "server-only";

const TICK_MS = 1_000;
/** Later than any busy process is. */
const STOPPED_AFTER_MS = 2_000;

export class StoppedTime {
  readonly #timer = setInterval(() => this.#tick(), TICK_MS);
  #tickedAtMs = performance.now();
  /** Milliseconds since it was last set back. */
  ms = 0;

  reset(): void {
    this.ms = 0;
  }

  clear(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const late = performance.now() - this.#tickedAtMs - TICK_MS;
    this.#tickedAtMs += TICK_MS + late;
    if (late > STOPPED_AFTER_MS) this.ms += late;
  }
}
