/** A value that changes faster than a screen can show it, drawn at most every so often. */

const DRAW_EVERY_MILLISECONDS = 50;

export class DrawnState<T extends object> {
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #now: T;
  #drawn: T;

  constructor(first: T) {
    this.#now = first;
    this.#drawn = first;
  }

  get now(): T {
    return this.#now;
  }

  /** What is on the screen: the same object until it is drawn again. */
  readonly view = (): T => this.#drawn;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  set(change: Partial<T>): void {
    this.#now = { ...this.#now, ...change };
    this.#draw();
  }

  setSoon(change: Partial<T>): void {
    this.#now = { ...this.#now, ...change };
    this.#timer ??= setTimeout(() => this.#draw(), DRAW_EVERY_MILLISECONDS);
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#drawn = this.#now;
    for (const listener of this.#listeners) listener();
  }
}
