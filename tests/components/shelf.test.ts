import { describe, expect, it, vi } from "vitest";

import { Shelf } from "../../components/history/shelf.ts";
import type { KeptMessage, StoredChat } from "../../components/history/stored-chat.ts";

/** A browser's storage: entries are its own enumerable properties, and it can be full. */
function fakeStorage(room = Number.POSITIVE_INFINITY): Storage {
  const entries: Record<string, string> = {};
  const methods = {
    getItem: (key: string) => entries[key] ?? null,
    setItem: (key: string, text: string) => {
      const others = Object.entries(entries).filter(([name]) => name !== key);
      if (others.reduce((sum, [, value]) => sum + value.length, text.length) > room) throw new Error("QuotaExceeded");
      entries[key] = text;
    },
    removeItem: (key: string) => delete entries[key],
  };
  return new Proxy(entries, {
    get: (target, name) => (name in methods ? methods[name as keyof typeof methods] : target[String(name)]),
  }) as unknown as Storage;
}

const words = (text: string): KeptMessage[] => [
  { id: "m1", role: "user", text },
  { id: "m2", role: "assistant", text: `About ${text}` },
];
const ids = (shelf: Shelf) => shelf.view().chats.map(({ id }) => id);

describe("the chats of this browser", () => {
  it("are there again after a reload, newest first", () => {
    const storage = fakeStorage();
    const shelf = new Shelf(storage, "ada");
    shelf.keep("one", words("tea"), 1000);
    shelf.keep("two", words("rice"), 2000);
    const again = new Shelf(storage, "ada");
    expect(ids(again)).toEqual(["two", "one"]);
    expect(again.find("one")?.messages).toEqual(words("tea"));
  });

  it("belong to one account each", () => {
    const storage = fakeStorage();
    new Shelf(storage, "ada").keep("one", words("tea"));
    const other = new Shelf(storage, "bob");
    other.clear();
    expect(ids(other)).toEqual([]);
    expect(ids(new Shelf(storage, "ada"))).toEqual(["one"]);
  });

  it("do not move up when nothing was said", () => {
    const shelf = new Shelf(fakeStorage(), "ada");
    shelf.keep("one", words("tea"), 1000);
    shelf.keep("two", words("rice"), 2000);
    shelf.keep("one", words("tea"), 3000);
    shelf.keep("three", [], 4000);
    expect(ids(shelf)).toEqual(["two", "one"]);
  });

  it("keep a given title, until it is taken away", () => {
    const shelf = new Shelf(fakeStorage(), "ada");
    shelf.keep("one", words("tea"), 1000);
    shelf.rename("one", "  Mine ");
    shelf.keep("one", words("green tea"), 2000);
    expect(shelf.find("one")).toMatchObject({ title: "Mine", messages: words("green tea") });
    shelf.rename("one", " ");
    expect(shelf.find("one")?.title).toBeUndefined();
  });

  it("stay deleted when a reply of theirs ends late, and come back when asked", () => {
    const storage = fakeStorage();
    const shelf = new Shelf(storage, "ada");
    shelf.keep("one", words("tea"), 1000);
    const chat = shelf.find("one") as StoredChat;
    shelf.remove("one");
    shelf.keep("one", words("tea, and more"), 2000);
    expect(ids(new Shelf(storage, "ada"))).toEqual([]);
    shelf.restore(chat);
    expect(shelf.view().chats).toEqual([chat]);
  });

  it("tell that storage is full, keep the words in this tab, and recover", () => {
    const storage = fakeStorage(400);
    const shelf = new Shelf(storage, "ada");
    shelf.keep("one", words("tea"), 1000);
    shelf.keep("two", words("x".repeat(500)), 2000);
    expect(shelf.view().trouble).toBe("full");
    expect(ids(shelf)).toEqual(["two", "one"]);
    shelf.remove("two");
    expect(shelf.view().trouble).toBeUndefined();
  });

  it("last as long as the tab where the browser keeps nothing", () => {
    const shelf = new Shelf(undefined, "ada");
    shelf.keep("one", words("tea"));
    expect(shelf.view()).toMatchObject({ chats: [{ id: "one" }], trouble: "blocked" });
  });

  it.each(["", "null", "[]", "{", '{"id":"one"}', '{"id":"two","updatedAt":1,"messages":[]}'])(
    "do not include what is none: %j",
    (text) => {
      const storage = fakeStorage();
      storage.setItem("chat/ada/one", text);
      storage.setItem("something/else", "1");
      expect(ids(new Shelf(storage, "ada"))).toEqual([]);
    },
  );

  it("follow other tabs", () => {
    const storage = fakeStorage();
    const [here, there] = [new Shelf(storage, "ada"), new Shelf(storage, "ada")];
    const listener = vi.fn<() => void>();
    const stop = here.subscribe(listener);
    there.keep("one", words("tea"));
    here.follow("chat/ada/one");
    expect(ids(here)).toEqual(["one"]);
    there.remove("one");
    here.follow("chat/ada/one");
    expect(ids(here)).toEqual([]);
    here.follow(null);
    expect(listener).toHaveBeenCalledTimes(3);
    stop();
    here.keep("two", words("rice"));
    expect(listener).toHaveBeenCalledTimes(3);
  });
});
