/** Counts refusals per UTC day for the owner's page: added up in memory and written once a second, never in a request's way. */
import { log } from "../log.ts";
import { ADD } from "../store/counters.ts";
import { defineScript } from "../store/define-script.ts";
import { utcDay } from "../store/days.ts";
import { keys } from "../store/keys.ts";
import { keptSeconds } from "../store/retention.ts";
import { runScript } from "../store/run-script.ts";

/** ARGV[2] and [3] are a counter and its number, and so on in pairs. */
const COUNT = defineScript({
  keys: ["statistics"],
  args: ["keep_seconds"],
  lua: `${ADD}
local names, numbers = pairs_from(2)
add(statistics, names, numbers, keep_seconds)
return 'counted'
`,
});

const FLUSH_AFTER_MS = 1_000;

let counts = new Map<string, number>();
let flushing: Promise<void> | undefined;

/**
 * @param field what to count once more, e.g. "refused.rate_limited"
 * @returns done when it is written; for a platform that freezes functions to wait for. Never rejects.
 */
export function tally(field: string): Promise<void> {
  counts.set(field, (counts.get(field) ?? 0) + 1);
  flushing ??= new Promise<void>((resolve) => setTimeout(resolve, FLUSH_AFTER_MS)).then(flush);
  return flushing;
}

/** Figures for a page are not worth a second try: what cannot be written is dropped. */
async function flush(): Promise<void> {
  const batch = [...counts].flat();
  counts = new Map<string, number>();
  flushing = undefined;
  try {
    const statistics = keys.statistics(utcDay(Date.now()));
    const args = { keep_seconds: keptSeconds("statistics") };
    await COUNT.run(runScript, { keys: { statistics }, args, moreArgs: batch });
  } catch {
    log("warn", "count_lost");
  }
}
