/** Where an account's chats stand in this browser: one entry a chat, in memory and, as long as the browser lets us, in its storage. */
import { type KeptMessage, parseChat, type StoredChat } from "./stored-chat.ts";

/** Why the newest words exist in this tab only. */
type ShelfTrouble = "full" | "blocked";

/** Newest first. */
export type ShelfView = { chats: StoredChat[]; trouble: ShelfTrouble | undefined };

export class Shelf {
  readonly #chats = new Map<string, StoredChat>();
  readonly #removed = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #storage: Storage | undefined;
  readonly #prefix: string;
  #trouble: ShelfTrouble | undefined;
  #view: ShelfView;

  /**
   * @param storage undefined where the browser lets pages keep nothing
   * @param owner whose chats; another account's in the same browser are neither seen nor touched
   */
  constructor(storage: Storage | undefined, owner: string) {
    this.#storage = storage;
    this.#prefix = `chat/${owner}/`;
    if (!storage) this.#trouble = "blocked";
    for (const key of Object.keys(storage ?? {})) this.#read(key);
    this.#view = this.#draw();
  }

  readonly view = (): ShelfView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  find(id: string): StoredChat | undefined {
    return this.#chats.get(id);
  }

  /** The words so far. Unchanged words move nothing in the list; a chat that was deleted meanwhile stays deleted. */
  keep(id: string, messages: KeptMessage[], now = Date.now()): void {
    const before = this.#chats.get(id);
    if (messages.length === 0 || this.#removed.has(id)) return;
    if (JSON.stringify(before?.messages) !== JSON.stringify(messages))
      this.#put({ ...before, id, messages, updatedAt: now });
  }

  /** An empty title gives the chat its first message as a title again. */
  rename(id: string, title: string): void {
    const chat = this.#chats.get(id);
    if (chat) this.#put({ ...chat, title: title.trim() || undefined });
  }

  remove(id: string): void {
    this.#chats.delete(id);
    this.#removed.add(id);
    this.#storage?.removeItem(this.#prefix + id);
    if (this.#trouble === "full") this.#trouble = undefined;
    this.#changed();
  }

  /** Puts a deleted chat back as it was. */
  restore(chat: StoredChat): void {
    this.#removed.delete(chat.id);
    this.#put(chat);
  }

  clear(): void {
    for (const id of this.#chats.keys()) this.remove(id);
  }

  /** Another tab wrote or removed an entry; without a key, all of them. */
  follow(key: string | null): void {
    if (key === null) this.#chats.clear();
    else this.#read(key);
    this.#changed();
  }

  #read(key: string): void {
    if (!key.startsWith(this.#prefix)) return;
    const id = key.slice(this.#prefix.length);
    const chat = parseChat(this.#storage?.getItem(key) ?? null);
    if (chat?.id === id) this.#chats.set(id, chat);
    else this.#chats.delete(id);
  }

  #put(chat: StoredChat): void {
    this.#chats.set(chat.id, chat);
    if (this.#storage) this.#trouble = write(this.#storage, this.#prefix + chat.id, JSON.stringify(chat));
    this.#changed();
  }

  #changed(): void {
    this.#view = this.#draw();
    for (const listener of this.#listeners) listener();
  }

  #draw(): ShelfView {
    return { chats: [...this.#chats.values()].toSorted((a, b) => b.updatedAt - a.updatedAt), trouble: this.#trouble };
  }
}

function write(storage: Storage, key: string, text: string): ShelfTrouble | undefined {
  try {
    storage.setItem(key, text);
    return undefined;
  } catch {
    return "full";
  }
}
