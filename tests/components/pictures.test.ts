/** Pictures on the page, as far as no browser is needed: their size, which are sent, and how they are kept. */
import type { FileUIPart, UIMessage } from "ai";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Conversation } from "../../components/chat/conversation.ts";
import { question } from "../../components/chat/message-text.ts";
import { chatsAsText } from "../../components/history/export-chats.ts";
import { PICTURE_ROOM } from "../../components/history/picture-room.ts";
import { LocalChats } from "../../components/history/local-chats.ts";
import { parseChat, titleOf, toKept, toMessages } from "../../components/history/stored-chat.ts";
import { fitSize } from "../../components/pictures/fit-size.ts";
import { newestPictures } from "../../components/pictures/message-pictures.ts";
import { pastedFiles } from "../../components/pictures/pasted-files.ts";
import { withoutOldPictures } from "../../components/pictures/without-old-pictures.ts";
import { isSmall, LONGEST_SIDE, MOST_SQUARES } from "../../lib/chat/pictures/bounds.ts";
import { fakeStorage } from "../support/storage.ts";

const picture = (name: string, length = 40): FileUIPart => {
  const url = `data:image/png;base64,${name.padEnd(length, "A")}`;
  return { type: "file", mediaType: "image/png", filename: `${name}.png`, url };
};
const answer = (text: string): UIMessage => ({ id: text, role: "assistant", parts: [{ type: "text", text }] });

describe("a picture's size", () => {
  const most = { longestSide: LONGEST_SIDE, squares: MOST_SQUARES };

  it.each([
    [
      { width: 640, height: 480 },
      { width: 640, height: 480 },
    ],
    [
      { width: 1_536, height: 1_024 },
      { width: 1_536, height: 1_024 },
    ],
    [
      { width: 1, height: 1 },
      { width: 1, height: 1 },
    ],
    [
      { width: 100_000, height: 1 },
      { width: 2_048, height: 1 },
    ],
  ])("%o becomes %o", (size, fitting) => expect(fitSize(size, most)).toEqual(fitting));

  it("is one that the service takes, in its own proportions, and not much smaller than it could be", () => {
    const side = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const fitting = fitSize({ width, height }, most);
        expect(isSmall(fitting)).toBe(true);
        if (fitting.width > width || fitting.height > height) throw new Error("Larger than it was");
        const isFull = fitting.width === width || Math.max(fitting.width, fitting.height) >= LONGEST_SIDE - 1;
        if (!isFull && fitting.width > 64 && fitting.height > 64 && fitting.width * fitting.height < 1_350_000)
          throw new Error(`Smaller than need be: ${fitting.width} × ${fitting.height}`);
        const [was, is] = [width / height, fitting.width / fitting.height];
        if (fitting.width > 100 && fitting.height > 100 && Math.abs(was / is - 1) > 0.02) throw new Error("Bent");
      }),
    );
  });
});

describe("what is sent", () => {
  const [one, two, three] = [picture("one"), picture("two"), picture("three")];
  const messages = [question("a", "Which?", [one]), answer("None."), question("b", "", [two, three])];
  const sent = (most?: number) => withoutOldPictures(messages, most).map(({ parts }) => parts);

  it("has the newest pictures, as many as a request may have, and no names of files", () => {
    const bare = ({ mediaType, url }: FileUIPart) => ({ type: "file", mediaType, url });
    expect(sent(2)).toEqual([
      [{ type: "text", text: "Which?" }],
      [{ type: "text", text: "None." }],
      [bare(two), bare(three)],
    ]);
    expect(sent(3)[0]).toEqual([bare(one), { type: "text", text: "Which?" }]);
    expect(sent(1)[2]).toEqual([bare(three)]);
    expect(sent(0)[2]).toEqual([]);
    expect(sent()[0]).toHaveLength(2);
  });

  it("has none that this browser did not keep", () => {
    const lost = { ...one, url: "" };
    expect(withoutOldPictures([question("a", "Which?", [lost])], 2)[0]?.parts).toEqual([
      { type: "text", text: "Which?" },
    ]);
    expect(newestPictures([question("a", "", [one, lost])], 1)).toEqual(new Set([one]));
  });
});

describe("a question with pictures", () => {
  const talk = () => {
    const asked: UIMessage[][] = [];
    const chat = new Conversation(
      "chat",
      [],
      async () =>
        async function* ({ messages, onFinish }) {
          asked.push(messages);
          yield answer("A cat.");
          onFinish("stop");
        },
    );
    return { chat, asked };
  };
  const cat = picture("cat");

  it("is sent with them", async () => {
    const { chat, asked } = talk();
    await chat.send("Which?", undefined, [cat]);
    expect(asked[0]?.[0]?.parts).toEqual([cat, { type: "text", text: "Which?" }]);
  });

  it("needs no words", async () => {
    const { chat, asked } = talk();
    await chat.send("", undefined, [cat]);
    expect(asked[0]?.[0]?.parts).toEqual([cat]);
  });

  it("keeps them when its words are changed, and when it is taken back", async () => {
    const { chat, asked } = talk();
    await chat.send("Which?", undefined, [cat]);
    await chat.resend(chat.now.messages[0]?.id ?? "", "Where?", undefined);
    expect(asked[1]?.[0]?.parts).toEqual([cat, { type: "text", text: "Where?" }]);
    expect(chat.takeBack()?.parts).toEqual([cat, { type: "text", text: "Where?" }]);
  });
});

describe("a kept chat", () => {
  const kept = (...pictures: FileUIPart[]) => toKept([question("q", "Which?", pictures), answer("A cat.")]);

  it("has its pictures again after a reload", () => {
    const storage = fakeStorage();
    new LocalChats(storage, "ada").keep("one", kept(picture("cat")));
    const again = new LocalChats(storage, "ada").find("one");
    expect(toMessages(again?.messages ?? [])[0]?.parts[0]).toEqual(picture("cat"));
  });

  it("is called by its pictures when it has no words", () => {
    const messages = toKept([question("q", "", [picture("cat")])]);
    expect(titleOf({ id: "one", updatedAt: 1, messages })).toBe("A picture");
  });

  it("shows nothing but data that is a picture", () => {
    const messages = kept({ ...picture("cat"), url: "https://example.com/cat.png" });
    expect(toMessages(messages)[0]?.parts[0]).toMatchObject({ type: "file", url: "" });
    const strange = JSON.stringify({ id: "one", updatedAt: 1, messages: [{ ...messages[0], pictures: [{ url: 1 }] }] });
    expect(parseChat(strange)).toBeUndefined();
  });

  it("is saved with its pictures", () => {
    const chats = [{ id: "one", updatedAt: 1, messages: kept(picture("ca]t"), { ...picture("dog"), url: "" }) }];
    expect(chatsAsText(chats, "md")).toContain(
      `![Picture: cat.png](${picture("ca]t").url})\n\n*A picture that was not kept*`,
    );
    expect(chatsAsText(chats, "json")).toContain(`"url": "${picture("ca]t").url}"`);
  });
});

describe("the room for pictures", () => {
  const large = (name: string) => toKept([question("q", name, [picture(name, PICTURE_ROOM / 2 - 100)])]);
  const urls = (localChats: LocalChats, id: string) =>
    localChats.find(id)?.messages.flatMap(({ pictures = [] }) => pictures.map(({ url }) => url !== ""));
  const afterReload = (storage: Storage, id: string) => urls(new LocalChats(storage, "ada"), id);

  it("has an end, which is said; words are kept all the same", () => {
    const storage = fakeStorage();
    const localChats = new LocalChats(storage, "ada");
    localChats.keep("one", large("one"));
    localChats.keep("two", large("two"));
    expect(localChats.view().trouble).toBeUndefined();
    localChats.keep("three", large("three"));
    expect(localChats.view().trouble).toBe("pictures");
    expect(["one", "two", "three"].map((id) => afterReload(storage, id))).toEqual([[true], [true], [false]]);
    expect(urls(localChats, "three")).toEqual([true]);
  });

  it("is there again when chats are deleted", () => {
    const storage = fakeStorage();
    const localChats = new LocalChats(storage, "ada");
    for (const id of ["one", "two", "three"]) localChats.keep(id, large(id));
    localChats.remove("one");
    expect(localChats.view().trouble).toBeUndefined();
    localChats.keep("four", large("four"));
    expect([localChats.view().trouble, afterReload(storage, "four")]).toEqual([undefined, [true]]);
  });

  it("counts what was kept before a reload", () => {
    const storage = fakeStorage();
    for (const id of ["one", "two"]) new LocalChats(storage, "ada").keep(id, large(id));
    const localChats = new LocalChats(storage, "ada");
    localChats.keep("three", large("three"));
    expect(localChats.view().trouble).toBe("pictures");
  });

  it("is given to words first, where the browser has less than that", () => {
    const storage = fakeStorage(100_000);
    const localChats = new LocalChats(storage, "ada");
    localChats.keep("one", large("one"));
    expect([localChats.view().trouble, afterReload(storage, "one")]).toEqual(["pictures", [false]]);
    const full = new LocalChats(fakeStorage(10), "ada");
    full.keep("one", large("one"));
    expect(full.view().trouble).toBe("full");
  });
});

describe("a paste", () => {
  const paste = (types: string[], ...files: File[]) => pastedFiles({ types, files } as unknown as DataTransfer);
  const [png, pdf] = [new File([], "a.png", { type: "image/png" }), new File([], "a.pdf", { type: "application/pdf" })];

  it("brings its pictures, unless there is text to be pasted", () => {
    expect(paste(["Files"], png, pdf)).toEqual([png]);
    expect(paste(["text/html", "Files"], png)).toEqual([png]);
    expect(paste(["text/plain", "text/html", "Files"], png)).toEqual([]);
    expect(paste(["text/plain"])).toEqual([]);
  });
});
