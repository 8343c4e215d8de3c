/** An account's chats in this browser: one entry a chat, in memory and, as long as the browser lets us, in its storage. */
import { ChatEntries } from "./chat-entries.ts";
import type { StorageTrouble } from "./own-entries.ts";
import type { KeptMessage, StoredChat } from "./stored-chat.ts";

/** Newest first. */
export type LocalChatsView = { chats: StoredChat[]; trouble: StorageTrouble | undefined };

export class LocalChats {
  readonly #chats = new Map<string, StoredChat>();
  readonly #removed = new Set<string>();
  /** The words that this tab last kept of each chat: the same words again are no news, whatever other tabs did. */
  readonly #kept = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  readonly #entries: ChatEntries;
  #trouble: StorageTrouble | undefined;
  #view: LocalChatsView;

  /** @param storage undefined where the browser lets pages keep nothing */
  constructor(storage: Storage | undefined, owner: string) {
    this.#entries = new ChatEntries(storage, owner);
    if (!storage || this.#entries.forbidden) this.#trouble = "blocked";
    for (const id of this.#entries.ids()) this.#read(id);
    this.#view = this.#draw();
  }

  readonly view = (): LocalChatsView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  find(id: string): StoredChat | undefined {
    return this.#chats.get(id);
  }

  /** The words so far. Unchanged ones are not written: a tab that leaves cannot undo what another one wrote or removed. */
  keep(id: string, messages: KeptMessage[], now = Date.now()): void {
    if (this.#read(id)) this.#changed();
    if (messages.length === 0 || this.#removed.has(id)) return;
    const words = JSON.stringify(messages);
    if (this.#kept.get(id) === words) return;
    this.#kept.set(id, words);
    const before = this.#chats.get(id);
    if (JSON.stringify(before?.messages) !== words) this.#put({ ...before, id, messages, updatedAt: now });
  }

  /** An empty title gives the chat its first message as a title again. */
  rename(id: string, title: string): void {
    if (this.#read(id)) this.#changed();
    const chat = this.#chats.get(id);
    if (chat) this.#put({ ...chat, title: title.trim() || undefined });
  }

  remove(id: string): void {
    this.#drop(id);
    this.#entries.remove(id);
    if (this.#trouble !== "blocked") this.#trouble = undefined;
    this.#changed();
  }

  /** Puts a deleted chat back as it was. */
  restore(chat: StoredChat): void {
    this.#removed.delete(chat.id);
    this.#put(chat);
  }

  /** Every chat of the account, those that only another tab knew as well. */
  clear(): void {
    for (const id of new Set([...this.#chats.keys(), ...this.#entries.ids()])) this.remove(id);
  }

  /** The same for good: no tab keeps a chat of this account again, until its owner stays after all. */
  readonly leave = (leaving: boolean): void => {
    if (leaving) this.clear();
    this.#entries.forbid(leaving);
  };

  /** Another tab wrote or removed an entry; without a key, all of them. */
  follow(key: string | null): void {
    // One that had not heard of it yet may just have written.
    if (this.#entries.forbidden) this.clear();
    const id = key === null ? undefined : this.#entries.idOf(key);
    if (id !== undefined) this.#read(id);
    if (key === null) for (const every of this.#chats.keys()) this.#drop(every);
    this.#changed();
  }

  /** @returns whether another tab had changed the entry. Where none did, the words in memory may be newer: storage can be full. */
  #read(id: string): boolean {
    const chat = this.#entries.changedChat(id);
    if (chat === undefined) return false;
    this.#drop(id);
    if (chat === null) return true;
    this.#removed.delete(id);
    this.#chats.set(id, chat);
    return true;
  }

  #drop(id: string): void {
    this.#chats.delete(id);
    this.#removed.add(id);
  }

  #put(chat: StoredChat): void {
    this.#chats.set(chat.id, chat);
    this.#trouble = this.#entries.keep(chat);
    this.#changed();
  }

  #changed(): void {
    this.#view = this.#draw();
    for (const listener of this.#listeners) listener();
  }

  #draw(): LocalChatsView {
    return { chats: [...this.#chats.values()].toSorted((a, b) => b.updatedAt - a.updatedAt), trouble: this.#trouble };
  }
}
