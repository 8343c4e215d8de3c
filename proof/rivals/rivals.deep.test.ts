/** A cheap part of the comparison, so that its command cannot rot: the judge tells servers apart, and our ceiling holds where others' do not. */
import { expect, it } from "vitest";

import { compare, type Compared } from "./compare.ts";
import { contestants } from "./contestants.ts";
import { failing, overshot, tally } from "./figures.ts";

const MINUTES = 3 * 60_000;

async function part(id: string, money: string[], attacks: boolean): Promise<Compared> {
  const one = contestants(undefined).find((contestant) => contestant.id === id);
  if (!one) throw new Error(`Nobody is called ${id}`);
  return compare(one, { attacks: () => attacks, money: (attack) => money.includes(attack.id) });
}

it("lets at most a quarter hold on a server with nothing", { timeout: MINUTES }, async () => {
  const { results, money } = await part("none", ["money-parallel"], true);
  expect(tally(results).share).toBeLessThanOrEqual(0.25);
  expect(overshot(money).map(({ id }) => id)).toEqual(["money-parallel"]);
});

it(
  "lets at most 60 % hold on the usual guide's route, and names tokens, fields and limits",
  { timeout: MINUTES },
  async () => {
    const { results, money } = await part("usual", ["money-parallel"], true);
    expect(tally(results).share).toBeLessThanOrEqual(0.6);
    const names = failing(results).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["one-time token", "closed set of fields", "output bound", "budget"]));
    expect(results.filter(({ area, held }) => area === "limits" && held === false)).not.toEqual([]);
    expect(overshot(money).map(({ id }) => id)).toEqual(["money-parallel"]);
  },
);

it("bills nobody beyond our ceiling, whatever is dropped, left, or asked at once", { timeout: MINUTES }, async () => {
  const { money } = await part("ours", ["money-parallel", "money-retries", "money-crash", "money-store-away"], false);
  expect(money).toHaveLength(4);
  expect(overshot(money)).toEqual([]);
  // A ceiling that lets nothing through would hold as well.
  expect(money.find(({ id }) => id === "money-parallel")?.calls).toBeGreaterThan(2);
});

it(
  "finds that holds which shrink, and are given back on failure, let a budget through",
  { timeout: MINUTES },
  async () => {
    const { money } = await part("litellm", ["money-parallel", "money-retries"], false);
    expect(overshot(money).map(({ id }) => id)).toEqual(["money-retries"]);
  },
);
