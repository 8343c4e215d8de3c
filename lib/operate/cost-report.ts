/** Reads the provider's cost report, all pages of it, into exact micro-USD by UTC day. A figure that is unclear refuses the whole. */
import "server-only";

import { z } from "zod";

import { Refusal } from "../errors.ts";
import { utcDay } from "../store/days.ts";

/** Epoch seconds; the end is exclusive. */
export type CostRange = { startTime: number; endTime: number };
export type FetchCostsPage = (
  query: CostRange & { page?: string | undefined },
  signal: AbortSignal,
) => Promise<unknown>;

const DEADLINE_MS = 20_000;
const MOST_PAGES = 60;

/** Some of the provider's answers print the number as text, e.g. "0E-6176". */
const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i)
  .transform(Number);
const value = z.union([z.number(), decimal]).pipe(z.number().min(-1e9).max(1e9));
const bucket = z.object({
  start_time: z.int().min(0).max(1e11),
  results: z.array(z.object({ amount: z.object({ value, currency: z.string() }) })),
});
const pageSchema = z.object({ data: z.array(bucket), has_more: z.boolean(), next_page: z.string().min(1).nullish() });
type Bucket = z.infer<typeof bucket>;

/** @returns what was billed, by day ("2026-11-23") @throws Refusal `upstream_error` and what `fetchPage` throws */
export async function costReport(fetchPage: FetchCostsPage, range: CostRange): Promise<Map<string, number>> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const costs = new Map<string, number>();
  let page: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { data, has_more, next_page } = parsePage(await fetchPage({ ...range, page }, signal));
    for (const one of data) costs.set(dayOf(one), (costs.get(dayOf(one)) ?? 0) + costOf(one));
    if (!has_more) return costs;
    // Half a report looks like a smaller bill.
    if (!next_page || next_page === page) throw unreadable("breaks off");
    page = next_page;
  }
  throw unreadable("has no end");
}

function parsePage(page: unknown): z.infer<typeof pageSchema> {
  const parsed = pageSchema.safeParse(page);
  if (!parsed.success) throw unreadable("has an unknown form");
  return parsed.data;
}

function dayOf({ start_time }: Bucket): string {
  return utcDay(start_time * 1000);
}

/** Each amount is rounded to the nearest micro-USD, so that sums stay exact. */
function costOf({ results }: Bucket): number {
  const microUsd = results.map(({ amount }) => {
    if (amount.currency.toLowerCase() !== "usd") throw unreadable("is not in US dollars");
    return Math.round(amount.value * 1_000_000);
  });
  return microUsd.reduce((sum, one) => sum + one, 0);
}

function unreadable(what: string): Refusal {
  return new Refusal("upstream_error", { detail: `The provider's cost report ${what}.` });
}
