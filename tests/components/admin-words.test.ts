import { assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";

import { causeName } from "../../components/admin/cause-names.ts";
import { exactUsd, percentOf, usd } from "../../components/admin/money-text.ts";
import { pagesToOffer } from "../../components/admin/pages.ts";
import { roundTop } from "../../components/admin/spend-scale.ts";
import { longDay, longMoment, momentText, resetText, shortDay } from "../../components/admin/time-words.ts";

const microUsd = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe("money", () => {
  it.each([
    [0, "$0.00"],
    [1, "<$0.0001"],
    [49, "<$0.0001"],
    [50, "$0.0001"],
    [12_345, "$0.0123"],
    [12_350, "$0.0124"],
    [999_949, "$0.9999"],
    [999_950, "$1.00"],
    [1_000_000, "$1.00"],
    [1_234_999, "$1.23"],
    [1_235_000, "$1.24"],
    [1_234_567_890_000, "$1,234,567.89"],
  ])("writes %i micro-USD as %s", (amount, text) => expect(usd(amount)).toBe(text));

  it("has an exact form that loses nothing", () => {
    expect([0, 1, 12_345, 1_234_567_000_001].map(exactUsd)).toEqual([
      "$0.000000",
      "$0.000001",
      "$0.012345",
      "$1,234,567.000001",
    ]);
    assert(property(microUsd, (amount) => BigInt(exactUsd(amount).replaceAll(/\D/g, "")) === BigInt(amount)));
  });

  it("is never off by more than half of its last digit", () => {
    const written = (amount: number) => BigInt(Math.round(Number(usd(amount).replaceAll(/[$,]/g, "")) * 1e4)) * 100n;
    const small = integer({ min: 50, max: 50_000_000 });
    assert(
      property(small, (amount) => {
        const off = Number(written(amount) - BigInt(amount));
        expect(Math.abs(off)).toBeLessThanOrEqual(amount < 999_950 ? 50 : 5_000);
      }),
    );
  });

  it("says 100 % only when all is used, and survives a ceiling of zero", () => {
    const cases = [
      percentOf(0, 10),
      percentOf(1, 3),
      percentOf(1_999_999, 2_000_000),
      percentOf(2, 2),
      percentOf(3, 2),
    ];
    expect(cases).toEqual(["0.0 %", "33.3 %", "99.9 %", "100.0 %", "150.0 %"]);
    expect([percentOf(0, 0), percentOf(1, 0)]).toEqual(["0 %", "over 100 %"]);
  });
});

describe("the chart", () => {
  it.each([
    [0, 1_000],
    [7, 1_000],
    [1_000, 1_000],
    [1_001, 2_000],
    [230_000, 500_000],
    [999_999, 1_000_000],
    [1_234_567, 2_000_000],
  ])("is, for %i micro-USD at most, %i high", (most, top) => expect(roundTop(most)).toBe(top));

  it("has room for any sum", () => {
    assert(
      property(microUsd, (most) => {
        expect(roundTop(most)).toBeGreaterThanOrEqual(most);
        expect(roundTop(most)).toBeLessThanOrEqual(Math.max(1_000, most * 2.5));
      }),
    );
  });
});

describe("time", () => {
  const now = "2026-11-23T14:03:20.000Z";

  it("is always UTC", () => {
    expect([longDay("2026-11-23"), shortDay("2026-11-01")]).toEqual(["Monday, 23 November 2026", "1 Nov"]);
    expect(momentText("2026-11-23T00:05:59.000Z", "2026-11-23")).toBe("00:05");
    expect(momentText("2026-11-22T23:05:00.000+00:00", "2026-11-23")).toBe("22 Nov, 23:05");
    expect(longMoment("2090-01-01T00:00:00.000Z")).toBe("1 January 2090 at 00:00");
  });

  it("stays as it is when it is none", () => expect(momentText("soon", "2026-11-23")).toBe("soon"));

  it("says when a budget starts again", () => {
    expect(resetText("day", "2026-11-24T00:00:00.000Z", now)).toBe("Starts again at midnight UTC, in 9 h 57 min");
    expect(resetText("day", "2026-11-24T00:00:00.000Z", "2026-11-23T23:59:59.000Z")).toMatch(/in 1 min$/);
    expect(resetText("month", "2026-12-01T00:00:00.000Z", now)).toBe("Starts again on 1 December UTC, in 8 days");
    expect(resetText("month", "2026-12-01T00:00:00.000Z", "2026-11-30T00:00:00.000Z")).toMatch(/in 24 h$/);
  });
});

describe("the pages of users", () => {
  it.each([
    [1, 1, [1]],
    [1, 2, [1, 2]],
    [2, 3, [1, 2, 3]],
    [5, 200, [1, null, 4, 5, 6, null, 200]],
    [200, 200, [1, null, 199, 200]],
    [999, 3, [1, null, 3]],
  ])("are, on %i of %i, %j", (page, pages, offered) => expect(pagesToOffer(page, pages)).toEqual(offered));
});

it("names what happened, and passes on what it does not know", () => {
  expect(["rate_limited", "reader_left", "something_new"].map(causeName)).toEqual([
    "Too many requests",
    "Stopped by the reader",
    "something_new",
  ]);
});
