import { describe, expect, it } from "vitest";

import { dayGroups } from "../../components/history/day-groups.ts";
import { chatsAsText } from "../../components/history/export-chats.ts";
import { parseChat, titleOf, toKept, toMessages, type StoredChat } from "../../components/history/stored-chat.ts";

const chat = (over: Partial<StoredChat> = {}): StoredChat => ({
  id: "one",
  updatedAt: Date.UTC(2026, 0, 1, 12),
  messages: [
    { id: "m1", role: "user", text: "How is\n tea made?" },
    { id: "m2", role: "assistant", text: "With *hot* water." },
  ],
  ...over,
});

describe("a title", () => {
  it("is the first message in one line, or the one that was given", () => {
    expect(titleOf(chat())).toBe("How is tea made?");
    expect(titleOf(chat({ title: "Tea" }))).toBe("Tea");
    expect(titleOf(chat({ messages: [] }))).toBe("Untitled chat");
  });

  it("is cut between letters, never inside one", () => {
    const title = titleOf(chat({ title: "🍵".repeat(80) }));
    expect(Array.from(title)).toHaveLength(60);
    expect(title).toMatch(/^🍵+…$/u);
  });
});

describe("keeping messages", () => {
  it("gives back what was kept, without what has no words", () => {
    const messages = toMessages(chat().messages);
    expect(toKept([...messages, { id: "m3", role: "assistant", parts: [] }])).toEqual(chat().messages);
    expect(parseChat(JSON.stringify(chat()))).toEqual(chat());
  });
});

describe("keeping an answer that is not complete", () => {
  it("keeps how it ended, also where it has no words", () => {
    const messages: StoredChat["messages"] = [
      { id: "m1", role: "user", text: "Tea?" },
      { id: "m2", role: "assistant", text: "Ye", ending: "interrupted" },
      { id: "m3", role: "assistant", text: "", ending: "length" },
    ];
    expect(toKept(toMessages(messages))).toEqual(messages);
    expect(parseChat(JSON.stringify(chat({ messages })))).toEqual(chat({ messages }));
  });
});

describe("groups", () => {
  it("are today, yesterday, and months", () => {
    const now = new Date(2026, 2, 1, 9);
    const at = (...date: [number, number, number, number]) => chat({ updatedAt: new Date(...date).getTime() });
    const chats = [at(2026, 2, 1, 8), at(2026, 2, 1, 0), at(2026, 1, 28, 23), at(2026, 1, 27, 9), at(2025, 11, 31, 9)];
    const groups = dayGroups(chats, now).map(({ name, chats }) => [name, chats.length]);
    expect(groups.slice(0, 2)).toEqual([
      ["Today", 2],
      ["Yesterday", 1],
    ]);
    expect(groups.slice(2).map(([name]) => name)).toEqual([
      expect.stringContaining("2026"),
      expect.stringContaining("2025"),
    ]);
  });
});

describe("an export", () => {
  it("reads well as Markdown", () => {
    expect(chatsAsText([chat(), chat({ title: "Other" })], "md")).toBe(
      "# How is tea made?\n\n**You**\n\nHow is\n tea made?\n\n**Assistant**\n\nWith *hot* water.\n\n---\n\n" +
        "# Other\n\n**You**\n\nHow is\n tea made?\n\n**Assistant**\n\nWith *hot* water.",
    );
  });

  it("loses nothing as JSON, and names no internals", () => {
    expect(JSON.parse(chatsAsText([chat()], "json"))).toEqual([
      {
        title: "How is tea made?",
        updatedAt: "2026-01-01T12:00:00.000Z",
        messages: [
          { role: "user", text: "How is\n tea made?" },
          { role: "assistant", text: "With *hot* water." },
        ],
      },
    ]);
  });
});
