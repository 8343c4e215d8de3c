/** How many bytes a body may have. It can depend on who sends it, and that takes a moment to know. */
import "server-only";

export type Caps = {
  maxBytes: number;
  deadlineMs: number;
  /** For bodies above `maxBytes`: `most` at the most, and as much as `allowed` says once it is known. */
  raised?: { most: number; allowed: () => Promise<number> } | undefined;
};

export class BodyCap {
  readonly #caps: Caps;
  readonly #whenKnown: () => void;
  #most: number;
  #asked: Promise<void> | undefined;

  /** @param whenKnown called when the cap may have become lower */
  constructor(caps: Caps, whenKnown: () => void) {
    this.#caps = caps;
    this.#whenKnown = whenKnown;
    this.#most = mostOf(caps);
  }

  /** As far as is known. What needs more than everybody has makes it ask who sends it. */
  isExceededBy(bytes: number): boolean {
    if (bytes > this.#caps.maxBytes) this.#asked ??= this.#ask();
    return this.#most < bytes;
  }

  /** Goes on once nothing is left to be known: at once where nothing is. */
  async afterwards(goOn: () => void): Promise<void> {
    if (this.#asked) await this.#asked;
    goOn();
  }

  async #ask(): Promise<void> {
    const { raised, maxBytes } = this.#caps;
    const allowed = await raised?.allowed().catch(() => maxBytes);
    // Also when it is no number at all.
    this.#most = Number(allowed) > maxBytes ? Math.min(this.#most, Number(allowed)) : maxBytes;
    this.#whenKnown();
  }
}

/** What no sender may exceed. */
export function mostOf({ maxBytes, raised }: Caps): number {
  return Math.max(maxBytes, raised?.most ?? 0);
}
