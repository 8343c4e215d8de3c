import { describe, expect, it, vi } from "vitest";

import { LocalChats } from "../../components/history/local-chats.ts";
import type { KeptMessage, StoredChat } from "../../components/history/stored-chat.ts";
import { fakeStorage } from "../support/storage.ts";

const words = (text: string): KeptMessage[] => [
  { id: "m1", role: "user", text },
  { id: "m2", role: "assistant", text: `About ${text}` },
];
const ids = (localChats: LocalChats) => localChats.view().chats.map(({ id }) => id);

describe("the chats of this browser", () => {
  it("are there again after a reload, newest first", () => {
    const storage = fakeStorage();
    const localChats = new LocalChats(storage, "ada");
    localChats.keep("one", words("tea"), 1000);
    localChats.keep("two", words("rice"), 2000);
    const again = new LocalChats(storage, "ada");
    expect(ids(again)).toEqual(["two", "one"]);
    expect(again.find("one")?.messages).toEqual(words("tea"));
  });

  it("belong to one account each", () => {
    const storage = fakeStorage();
    new LocalChats(storage, "ada").keep("one", words("tea"));
    const other = new LocalChats(storage, "bob");
    other.clear();
    expect(ids(other)).toEqual([]);
    expect(ids(new LocalChats(storage, "ada"))).toEqual(["one"]);
  });

  it("do not move up when nothing was said", () => {
    const localChats = new LocalChats(fakeStorage(), "ada");
    localChats.keep("one", words("tea"), 1000);
    localChats.keep("two", words("rice"), 2000);
    localChats.keep("one", words("tea"), 3000);
    localChats.keep("three", [], 4000);
    expect(ids(localChats)).toEqual(["two", "one"]);
  });

  it("keep a given title, until it is taken away", () => {
    const localChats = new LocalChats(fakeStorage(), "ada");
    localChats.keep("one", words("tea"), 1000);
    localChats.rename("one", "  Mine ");
    localChats.keep("one", words("green tea"), 2000);
    expect(localChats.find("one")).toMatchObject({ title: "Mine", messages: words("green tea") });
    localChats.rename("one", " ");
    expect(localChats.find("one")?.title).toBeUndefined();
  });

  it("stay deleted when a reply of theirs ends late, and come back when asked", () => {
    const storage = fakeStorage();
    const localChats = new LocalChats(storage, "ada");
    localChats.keep("one", words("tea"), 1000);
    const chat = localChats.find("one") as StoredChat;
    localChats.remove("one");
    localChats.keep("one", words("tea, and more"), 2000);
    expect(ids(new LocalChats(storage, "ada"))).toEqual([]);
    localChats.restore(chat);
    expect(localChats.view().chats).toEqual([chat]);
  });

  it("tell that storage is full, keep the words in this tab, and recover", () => {
    const storage = fakeStorage(400);
    const localChats = new LocalChats(storage, "ada");
    localChats.keep("one", words("tea"), 1000);
    localChats.keep("two", words("x".repeat(500)), 2000);
    expect(localChats.view().trouble).toBe("full");
    expect(ids(localChats)).toEqual(["two", "one"]);
    localChats.remove("two");
    expect(localChats.view().trouble).toBeUndefined();
  });

  it("last as long as the tab where the browser keeps nothing", () => {
    const localChats = new LocalChats(undefined, "ada");
    localChats.keep("one", words("tea"));
    expect(localChats.view()).toMatchObject({ chats: [{ id: "one" }], trouble: "blocked" });
  });

  it.each(["", "null", "[]", "{", '{"id":"one"}', '{"id":"two","updatedAt":1,"messages":[]}'])(
    "do not include what is none: %j",
    (text) => {
      const storage = fakeStorage();
      storage.setItem("chat/ada/one", text);
      storage.setItem("something/else", "1");
      expect(ids(new LocalChats(storage, "ada"))).toEqual([]);
    },
  );

  it("follow other tabs", () => {
    const storage = fakeStorage();
    const [here, there] = [new LocalChats(storage, "ada"), new LocalChats(storage, "ada")];
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

  it("keep what another tab asked when this one leaves with older words", () => {
    const storage = fakeStorage();
    new LocalChats(storage, "ada").keep("one", words("tea"));
    const [here, there] = [new LocalChats(storage, "ada"), new LocalChats(storage, "ada")];
    here.keep("one", words("tea"));
    there.keep("one", [...words("tea"), ...words("rice")]);
    here.keep("one", words("tea"));
    expect(new LocalChats(storage, "ada").find("one")?.messages).toHaveLength(4);
  });

  it.each(["with", "without"])("stay deleted when another tab deleted them, %s an event", (event) => {
    const storage = fakeStorage();
    const [here, there] = [new LocalChats(storage, "ada"), new LocalChats(storage, "ada")];
    here.keep("one", words("tea"));
    there.follow("chat/ada/one");
    there.remove("one");
    if (event === "with") here.follow("chat/ada/one");
    here.keep("one", words("tea"));
    here.keep("one", words("tea, and more"));
    here.rename("one", "Mine");
    expect(Object.keys(storage)).toEqual([]);
    expect(ids(here)).toEqual([]);
  });

  it("come back in all tabs when the deletion is undone in one", () => {
    const storage = fakeStorage();
    const [here, there] = [new LocalChats(storage, "ada"), new LocalChats(storage, "ada")];
    here.keep("one", words("tea"));
    there.follow("chat/ada/one");
    const chat = there.find("one") as StoredChat;
    there.remove("one");
    here.follow("chat/ada/one");
    there.restore(chat);
    here.follow("chat/ada/one");
    here.keep("one", words("green tea"));
    expect(here.find("one")?.messages).toEqual(words("green tea"));
  });

  it("are all gone after clearing, those that only another tab knew as well", () => {
    const storage = fakeStorage();
    const [here, there] = [new LocalChats(storage, "ada"), new LocalChats(storage, "ada")];
    there.keep("one", words("tea"));
    here.clear();
    there.keep("one", words("tea, and more"));
    expect(Object.keys(storage)).toEqual([]);
  });

  it.each(["with", "without"])(
    "never come back once they are deleted for good in another tab, %s an event",
    (event) => {
      const storage = fakeStorage();
      const [here, there] = [new LocalChats(storage, "ada"), new LocalChats(storage, "ada")];
      here.keep("one", words("tea"));
      there.leave(true);
      if (event === "with") here.follow("chats-deleted/ada");
      here.keep("one", words("tea, and more"));
      here.keep("new", words("rice"));
      here.restore({ id: "one", updatedAt: 1, messages: words("tea") });
      here.rename("new", "Mine");
      expect(here.view().trouble).toBe("blocked");
      expect(ids(new LocalChats(storage, "ada"))).toEqual([]);
      expect(Object.keys(storage)).toEqual(["chats-deleted/ada"]);
    },
  );

  it("go even where a tab wrote them before it could hear of it", () => {
    const storage = fakeStorage();
    const [here, there] = [new LocalChats(storage, "ada"), new LocalChats(storage, "ada")];
    here.leave(true);
    storage.setItem("chat/ada/late", JSON.stringify({ id: "late", updatedAt: 1, messages: words("tea") }));
    there.follow("chats-deleted/ada");
    expect(Object.keys(storage)).toEqual(["chats-deleted/ada"]);
    expect(ids(there)).toEqual([]);
  });

  it("are deleted for good for one account, and kept again for one that stays", () => {
    const storage = fakeStorage();
    const localChats = new LocalChats(storage, "ada");
    localChats.leave(true);
    new LocalChats(storage, "bob").keep("one", words("tea"));
    localChats.leave(false);
    localChats.keep("two", words("rice"));
    expect(Object.keys(storage)).toEqual(["chat/bob/one", "chat/ada/two"]);
    expect(localChats.view().trouble).toBeUndefined();
  });
});
