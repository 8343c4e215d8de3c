import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { config } from "../../lib/config.ts";
import type { SafeguardsConfig } from "../../lib/config-schema.ts";
import { budgetWindows } from "../../lib/usage/budget-windows.ts";

// Where it is tomorrow already: a window that began at local midnight would show.
process.env.TZ = "Pacific/Kiritimati";

const whose = { account: "github:1", plan: "member" } as const;
const at = (iso: string) => budgetWindows(whose, config, Date.parse(iso));

function withMemberBudget(usd: number): SafeguardsConfig {
  const member = { ...config.plans.member, budgetUsd: { day: usd, month: usd } };
  return { ...config, plans: { ...config.plans, member } };
}

function ceilingFor(usd: number): number {
  const [first] = budgetWindows(whose, withMemberBudget(usd), 0);
  return first?.limitMicroUsd ?? Number.NaN;
}

describe("budget windows", () => {
  it("are the user's and the service's, the month before the day, each with its limit", () => {
    const windows = at("2026-11-23T12:00:00Z").map(({ scope, window, key, limitMicroUsd }) => [
      scope,
      window,
      key,
      limitMicroUsd,
    ]);
    expect(windows).toEqual([
      ["user", "month", "spend:user:github:1:2026-11", 2_500_000],
      ["user", "day", "spend:user:github:1:2026-11-23", 250_000],
      ["service", "month", "spend:service:2026-11", 20_000_000],
      ["service", "day", "spend:service:2026-11-23", 2_000_000],
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
        const [month, day] = budgetWindows(whose, config, now);
        if (!month || !day) throw new Error("There are four windows");
        expect(new Date(now).toISOString().slice(0, 10)).toBe(day.name);
        expect(day.name.startsWith(month.name)).toBe(true);
        for (const window of [month, day]) {
          const before = budgetWindows(whose, config, window.resetAtMs - 1).find(({ key }) => key === window.key);
          const after = budgetWindows(whose, config, window.resetAtMs).find(({ key }) => key === window.key);
          expect([before?.resetAtMs, after]).toEqual([window.resetAtMs, undefined]);
        }
        expect(day.resetAtMs - now).toBeLessThanOrEqual(86_400_000);
      }),
      { numRuns: 2_000 },
    );
  });

  it("are kept past their end, the service's long enough to look back", () => {
    const days = at("2026-11-23T12:00:00Z").map(({ keepUntilMs, resetAtMs }) => (keepUntilMs - resetAtMs) / 86_400_000);
    expect(days).toEqual([3, 3, 62, 62]);
  });

  it("do not mix accounts whose names look like windows", () => {
    const keysOf = (account: string) =>
      budgetWindows({ account, plan: "guest" }, config, 0)
        .slice(0, 2)
        .map(({ key }) => key);
    expect(new Set([...keysOf("a"), ...keysOf("a:1970-01"), ...keysOf("a:1970-01-01")]).size).toBe(6);
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
