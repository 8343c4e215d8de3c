import { describe, expect, it } from "vitest";

import { tooLong } from "../../components/chat/too-long.ts";
import { composer } from "../../components/strings/chat.ts";

describe("a message", () => {
  it.each([
    ["as many bytes as allowed", "x".repeat(100)],
    ["as many, in letters of two", "é".repeat(50)],
    ["as many, in signs of four", "👋".repeat(25)],
    ["nothing", ""],
  ])("fits with %s", (_, text) => {
    expect(tooLong(text, 100)).toBeUndefined();
  });

  it.each([
    ["one byte more", "x".repeat(101), 5],
    ["one byte more, in letters of two", `${"é".repeat(50)}x`, 5],
    ["half a sign of four, which is sent as three", `${"x".repeat(98)}\uD83D`, 5],
    ["four times as many", "x".repeat(400), 75],
    ["ten thousand times as many", "x".repeat(1_000_000), 100],
  ])("is too long with %s", (_, text, percent) => {
    expect(tooLong(text, 100)).toBe(composer.tooLong(percent));
  });

  it("is not judged while the limit is not known", () => {
    expect(tooLong("x".repeat(1_000_000), undefined)).toBeUndefined();
  });

  it("may not be sent at all where the plan allows nothing", () => {
    expect(tooLong("x", 0)).toBe(composer.tooLong(100));
  });
});
