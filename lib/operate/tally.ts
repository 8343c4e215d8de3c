/** Counts refusals per UTC day for the owner's page: added up in memory and written once a second, never in a request's way. */
import { keys } from "../store/keys.ts";
import { runScript } from "../store/run-script.ts";
import { COUNT } from "./count-script.ts";

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
    await runScript(COUNT, [keys.statistics(new Date().toISOString().slice(0, 10))], batch);
  } catch {
    console.warn(JSON.stringify({ event: "count_lost" }));
  }
}
