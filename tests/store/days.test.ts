import { expect, it } from "vitest";

import { lastDays, startOfDay, utcDay, utcMonth } from "../../lib/store/days.ts";

const LAST_MOMENT = Date.UTC(2028, 1, 29, 23, 59, 59, 999);

it("names days and months by UTC, to the last millisecond", () => {
  expect([utcDay(LAST_MOMENT), utcMonth(LAST_MOMENT)]).toEqual(["2028-02-29", "2028-02"]);
  expect([utcDay(LAST_MOMENT + 1), utcMonth(LAST_MOMENT + 1)]).toEqual(["2028-03-01", "2028-03"]);
});

it("counts days back over the end of a month, the latest last", () => {
  expect(lastDays(LAST_MOMENT + 1, 3)).toEqual(["2028-02-28", "2028-02-29", "2028-03-01"]);
});

it("begins a day at midnight", () => {
  expect(startOfDay(LAST_MOMENT)).toBe(Date.UTC(2028, 1, 29));
  expect(startOfDay(Date.UTC(2028, 1, 29))).toBe(Date.UTC(2028, 1, 29));
});
