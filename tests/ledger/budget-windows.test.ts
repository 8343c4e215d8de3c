import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { config } from "../support/config.ts";
import { budgetWindows, periodsAt } from "../../lib/ledger/budget-windows.ts";

// Where it is tomorrow already: a window that began at local midnight would show.
process.env.TZ = "Pacific/Kiritimati";

const at = (iso: string) => budgetWindows(config.plans.member.budgetUsd, config, Date.parse(iso));

function ceilingFor(usd: number): number {
  const [first] = budgetWindows({ day: usd, month: usd }, config, 0);
  return first?.limitMicroUsd ?? Number.NaN;
}

describe("budget windows", () => {
  it("are the user's and the service's, the month before the day, each with its limit", () => {
    const windows = at("2026-11-23T12:00:00Z").map(({ scope, window, name, limitMicroUsd }) => [
      scope,
      window,
      name,
      limitMicroUsd,
    ]);
    expect(windows).toEqual([
      ["user", "month", "2026-11", 2_500_000],
      ["user", "day", "2026-11-23", 250_000],
      ["service", "month", "2026-11", 20_000_000],
      ["service", "day", "2026-11-23", 2_000_000],
    ]);
  });

  it.each<[string, string, string, string]>([
    ["an ordinary day", "2026-11-23T12:00:00Z", "2026-11-24T00:00:00.000Z", "2026-12-01T00:00:00.000Z"],
    ["the last moment of a day", "2026-11-23T23:59:59.999Z", "2026-11-24T00:00:00.000Z", "2026-12-01T00:00:00.000Z"],
    ["the first moment of a day", "2026-11-24T00:00:00.000Z", "2026-11-25T00:00:00.000Z", "2026-12-01T00:00:00.000Z"],
    ["the last day of a month", "2026-11-30T23:59:59.999Z", "2026-12-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"],
    ["the last day of a year", "2026-12-31T12:00:00Z", "2027-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"],
    ["February in a leap year", "2028-02-28T12:00:00Z", "2028-02-29T00:00:00.000Z", "2028-03-01T00:00:00.000Z"],
    ["the leap day", "2028-02-29T12:00:00Z", "2028-03-01T00:00:00.000Z", "2028-03-01T00:00:00.000Z"],
    ["February in other years", "2100-02-28T12:00:00Z", "2100-03-01T00:00:00.000Z", "2100-03-01T00:00:00.000Z"],
  ])("reset at UTC midnight, and on the first: %s", (_, now, day, month) => {
    const resets = at(now).map(({ resetAtMs }) => new Date(resetAtMs).toISOString());
    expect(resets).toEqual([month, day, month, day]);
  });

  it("are the same for every moment between two resets, and others after", () => {
    const from = Date.UTC(2026, 0, 1);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 * 365 * 86_400_000 - 1 }), (offset) => {
        const now = from + offset;
        const [month, day] = budgetWindows(config.plans.member.budgetUsd, config, now);
        if (!month || !day) throw new Error("There are four windows");
        expect(new Date(now).toISOString().slice(0, 10)).toBe(day.name);
        expect(day.name.startsWith(month.name)).toBe(true);
        for (const window of [month, day]) {
          const before = budgetWindows(config.plans.member.budgetUsd, config, window.resetAtMs - 1).find(
            ({ name }) => name === window.name,
          );
          const after = budgetWindows(config.plans.member.budgetUsd, config, window.resetAtMs).find(
            ({ name }) => name === window.name,
          );
          expect([before?.resetAtMs, after]).toEqual([window.resetAtMs, undefined]);
        }
        expect(day.resetAtMs - now).toBeLessThanOrEqual(86_400_000);
      }),
      { numRuns: 2_000 },
    );
  });

  it("have the names of the periods that it is now", () => {
    expect(periodsAt(Date.UTC(2026, 10, 30, 23, 59, 59, 999))).toEqual({ day: "2026-11-30", month: "2026-11" });
    expect(periodsAt(Date.UTC(2026, 11, 1))).toEqual({ day: "2026-12-01", month: "2026-12" });
  });
});

describe("a ceiling", () => {
  it.each<[number, number]>([
    [0, 0],
    [0.29, 290_000],
    [0.07, 70_000],
    [1.1, 1_100_000],
    [4.35, 4_350_000],
    [1.005, 1_005_000],
    [0.000001, 1],
    [0.0000019, 1],
    [0.0000009999, 0],
    [0.9999999, 999_999],
    [2.9999999999, 2_999_999],
    [1_000_000, 1_000_000_000_000],
    [999_999.999999, 999_999_999_999],
  ])("of %d USD is %d micro-USD", (usd, microUsd) => {
    expect(ceilingFor(usd)).toBe(microUsd);
  });

  it("is never rounded up, and never loses a whole micro-USD", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), fc.integer({ min: 0, max: 9_999 }), (whole, rest) => {
        const digits = `${String(whole).padStart(7, "0")}${String(rest).padStart(4, "0")}`;
        const usd = Number(`${digits.slice(0, -10)}.${digits.slice(-10)}`);
        // A binary number near a million dollars has no room for the last digits.
        fc.pre(usd < 100_000 || rest === 0);
        expect(ceilingFor(usd)).toBe(whole);
      }),
      { numRuns: 10_000 },
    );
  });
});
