/** Tells the owner of a store that has been silent for half a minute, and that it is back. It asks by itself while nobody else does. */
import { publishAlert } from "../events.ts";

const SILENT_MS = 30_000;
const ASK_AGAIN_MS = 5_000;

type Options = {
  /** Sends any command by the way that is watched. Rejects when the store does not answer. */
  ask: () => Promise<unknown>;
  /** Answers whether this process is the first to say that the store is back. */
  isFirst: () => Promise<boolean>;
};

export class SilenceWatch {
  #sinceMs: number | null = null;
  #isTold = false;
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Passes on what the request to the store answers or throws. */
  async note<T>(request: () => Promise<T>): Promise<T> {
    try {
      const answer = await request();
      this.#answered();
      return answer;
    } catch (cause) {
      this.#missed();
      throw cause;
    }
  }

  #missed(): void {
    if (this.#sinceMs === null) this.#askLater();
    this.#sinceMs ??= Date.now();
    if (this.#isTold || Date.now() - this.#sinceMs < SILENT_MS) return;
    this.#isTold = true;
    publishAlert({ event: "store_unavailable", reason: "It has been silent for half a minute." });
  }

  #answered(): void {
    const wasTold = this.#isTold;
    [this.#sinceMs, this.#isTold] = [null, false];
    if (wasTold) void this.#tellOfReturn();
  }

  /** Without an answer nobody else has said it either. */
  async #tellOfReturn(): Promise<void> {
    const isFirst = await this.#options.isFirst().catch(() => true);
    if (isFirst) publishAlert({ event: "resumed", reason: "The store answers again." });
  }

  #askLater(): void {
    const timer: NodeJS.Timeout | number = setTimeout(() => void this.#askAgain(), ASK_AGAIN_MS);
    // Node's timers would hold up the end of the process; the edge's are numbers.
    if (typeof timer === "object") timer.unref();
  }

  async #askAgain(): Promise<void> {
    await this.#options.ask().catch(() => {});
    if (this.#sinceMs !== null) this.#askLater();
  }
}
