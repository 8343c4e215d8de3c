/** One account's entries in the browser's storage, and which of them another tab has changed since this one looked. */

export class OwnEntries {
  readonly #storage: Storage | undefined;
  readonly #prefix: string;
  /** Each entry as this tab last read or wrote it. */
  readonly #known = new Map<string, string>();

  /**
   * @param storage undefined where the browser lets pages keep nothing
   * @param owner whose entries; another account's in the same browser are neither seen nor touched
   */
  constructor(storage: Storage | undefined, owner: string) {
    this.#storage = storage;
    this.#prefix = `chat/${owner}/`;
  }

  ids(): string[] {
    return Object.keys(this.#storage ?? {}).flatMap((key) => this.idOf(key) ?? []);
  }

  /** @returns undefined for a key that is not this account's */
  idOf(key: string): string | undefined {
    return key.startsWith(this.#prefix) ? key.slice(this.#prefix.length) : undefined;
  }

  /** @returns the entry when another tab wrote it, null when another tab removed it, undefined when none did either */
  news(id: string): string | null | undefined {
    const text = this.#storage?.getItem(this.#prefix + id) ?? null;
    if (text === (this.#known.get(id) ?? null)) return undefined;
    if (text === null) this.#known.delete(id);
    else this.#known.set(id, text);
    return text;
  }

  /** @returns false when there is no room */
  write(id: string, text: string): boolean {
    try {
      this.#storage?.setItem(this.#prefix + id, text);
    } catch {
      return false;
    }
    if (this.#storage) this.#known.set(id, text);
    return true;
  }

  remove(id: string): void {
    this.#known.delete(id);
    this.#storage?.removeItem(this.#prefix + id);
  }
}
