import { describe, expect, it } from "vitest";

import { keyNames, shortcutOf, SHORTCUTS } from "../../components/shortcuts/keys.ts";

const plain = { key: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

describe("a shortcut", () => {
  it.each([
    [{ key: "O", shiftKey: true, ctrlKey: true }, "newChat"],
    [{ key: "o", shiftKey: true, metaKey: true }, "newChat"],
    [{ key: "Escape" }, "stop"],
    [{ key: "Escape", shiftKey: true }, "focus"],
    [{ key: "/", ctrlKey: true }, "help"],
    [{ key: "/", ctrlKey: true, shiftKey: true }, "help"],
  ])("is known by its keys: %j", (pressed, name) => expect(shortcutOf({ ...plain, ...pressed })).toBe(name));

  it.each([
    { key: "o" },
    { key: "o", ctrlKey: true },
    { key: "/" },
    { key: "c", ctrlKey: true },
    { key: "o", shiftKey: true, ctrlKey: true, altKey: true },
  ])("leaves other keys alone: %j", (pressed) => expect(shortcutOf({ ...plain, ...pressed })).toBeUndefined());

  it("is named as the keyboard is printed", () => {
    const [newChat] = SHORTCUTS;
    if (!newChat) throw new Error("No shortcut");
    expect(keyNames(newChat, true)).toEqual(["⌘", "⇧", "O"]);
    expect(keyNames(newChat, false)).toEqual(["Ctrl", "Shift", "O"]);
    expect(keyNames({ key: "Escape", shift: false, command: false }, false)).toEqual(["Esc"]);
  });
});
