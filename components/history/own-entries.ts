/** One account's entries in the browser's storage, and which of them another tab has changed since this one looked. */

/** Why the newest words exist in this tab only, or the newest pictures. */
export type StorageTrouble = "full" | "blocked" | "pictures";

export class OwnEntries {
  readonly #storage: Storage | undefined;
  readonly #prefix: string;
  /** Its entry says that the account's chats were deleted for good: no tab may write one again. */
  readonly #mark: string;
  /** Each entry as this tab last read or wrote it. */
  readonly #known = new Map<string, string>();

  /**
   * @param storage undefined where the browser lets pages keep nothing
   * @param owner whose entries; another account's in the same browser are neither seen nor touched
   */
  constructor(storage: Storage | undefined, owner: string) {
    this.#storage = storage;
    this.#prefix = `chat/${owner}/`;
    this.#mark = `chats-deleted/${owner}`;
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

  /** Whether the chats were deleted for good, in any tab. */
  get forbidden(): boolean {
    return typeof this.#storage?.getItem(this.#mark) === "string";
  }

  /** @returns why the entry could not be kept */
  write(id: string, text: string): StorageTrouble | undefined {
    if (!this.#storage || this.forbidden) return "blocked";
    try {
      this.#storage.setItem(this.#prefix + id, text);
    } catch {
      return "full";
    }
    this.#known.set(id, text);
    return undefined;
  }

  /** For all tabs. Deleting comes first: the mark needs a little room. */
  forbid(forbidden: boolean): void {
    if (forbidden) this.#storage?.setItem(this.#mark, "");
    else this.#storage?.removeItem(this.#mark);
  }

  remove(id: string): void {
    this.#known.delete(id);
    this.#storage?.removeItem(this.#prefix + id);
  }
}
