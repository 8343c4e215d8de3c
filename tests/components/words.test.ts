import { describe, expect, it } from "vitest";

import { duration } from "../../components/chat/duration.ts";
import { safeUrl } from "../../components/markdown/safe-url.ts";
import { signInErrorText } from "../../components/sign-in/error-texts.ts";
import { readUsage, tightest } from "../../components/usage/usage.ts";
import { modelLabel } from "../../components/usage/model-choice.ts";
import { dollars, momentText, roughly, windowName } from "../../components/usage/usage-words.ts";

const minute = { window: "5m", limit: 20, remaining: 3, resetAt: "2026-01-01T00:05:00.000Z" };
const hour = { window: "1h", limit: 100, remaining: 80, resetAt: "2026-01-01T01:00:00.000Z" };
const day = { window: "day", limitMicroUsd: 10, usedMicroUsd: 2, resetAt: "2026-01-02T00:00:00.000Z" };
const usage = {
  plan: "member",
  creditMicroUsd: 0,
  models: ["a", "b"],
  defaultModel: "a",
  maxInputTokens: 8_000,
  requests: [minute, hour],
  spend: [day],
};

describe("a duration", () => {
  it.each([
    [9, "9 s"],
    [60, "1:00 min"],
    [245, "4:05 min"],
    [3600, "1 h"],
    [7801, "2 h 11 min"],
  ])("writes %i seconds as %s", (seconds, text) => expect(duration(seconds)).toBe(text));
});

describe("an address in an answer", () => {
  it.each(["https://example.com/a", "http://example.com/", "mailto:me@example.com"])("may link to %s", (address) => {
    expect(safeUrl(address)).toBe(address);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "/api/auth/signout",
    "//evil.example",
    "blob:x",
    "",
    undefined,
    7,
  ])("never links to %s", (address) => expect(safeUrl(address)).toBeUndefined());
});

describe("the usage", () => {
  it("is read as it is sent, with a default model or, on a plan without models, none", () => {
    expect(readUsage(usage)).toEqual(usage);
    expect(readUsage({ ...usage, models: [], defaultModel: null })?.defaultModel).toBeNull();
  });

  it.each([null, "x", {}, { ...usage, requests: [{}] }, { ...usage, models: [1] }, { ...usage, creditMicroUsd: "1" }])(
    "is not believed when it is %j",
    (body) => {
      expect(readUsage(body)).toBeUndefined();
    },
  );

  it("shows the window that runs out first", () => {
    expect(tightest([hour, minute])).toBe(minute);
    expect(tightest([])).toBeUndefined();
  });

  it("names its windows, and passes an unknown one on as it is", () => {
    expect(windowName("1d")).toBe("Within a day");
    expect(windowName("1w")).toBe("1w");
  });

  it("writes small sums with a third digit where it says something", () => {
    expect([0, 1200, 250_000, 2_500_000].map(dollars)).toEqual(["$0.00", "$0.001", "$0.25", "$2.50"]);
  });

  it("names the day only when it is another one", () => {
    const noon = new Date(2026, 0, 1, 12);
    const today = momentText(new Date(2026, 0, 1, 18).toISOString(), noon);
    const tomorrow = momentText(new Date(2026, 0, 2, 18).getTime(), noon);
    expect(tomorrow.length).toBeGreaterThan(today.length);
  });
});

describe("a model's price in words", () => {
  const choices = [
    { id: "small", usualMicroUsd: 200, images: 0 },
    { id: "middle", usualMicroUsd: 290, images: 0 },
    { id: "large", usualMicroUsd: 810, images: 0 },
  ];

  it("compares with the cheapest at hand", () => {
    expect(choices.map((choice) => modelLabel(choice, choices))).toEqual([
      "small · lowest price",
      "middle · about 1.4 × the price",
      "large · about 4 × the price",
    ]);
  });

  it("compares with nothing where one is free", () => {
    const free = { id: "free", usualMicroUsd: 0, images: 0 };
    expect(modelLabel(choices[0] ?? free, [free, ...choices])).toBe("small · lowest price");
  });

  it("says which see no pictures, where another one does", () => {
    const [small, ...others] = choices.map((choice, at) => ({ ...choice, images: at }));
    expect([small, ...others].map((choice) => choice && modelLabel(choice, choices.concat(others)))).toEqual([
      "small · lowest price · no pictures",
      "middle · about 1.4 × the price",
      "large · about 4 × the price",
    ]);
  });

  it("promises no more digits than an estimate has", () => {
    expect([7.9, 1316, 99.5, 123_456].map(roughly)).toEqual(["7", "1,300", "99", "120,000"]);
  });
});

describe("a sign-in error", () => {
  it("has its own line, a general one for anything unknown, and is never echoed", () => {
    expect(signInErrorText("AccessDenied")).toMatch(/not allowed in/);
    expect(signInErrorText("<b>x</b>")).toBe(signInErrorText("OAuthCallback"));
    expect(signInErrorText(["a", "b"])).toBe(signInErrorText("OAuthCallback"));
    expect(signInErrorText(undefined)).toBeUndefined();
  });
});
