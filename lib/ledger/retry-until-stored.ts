/** Repeats a settlement until the store has taken it, for as long as the process lives. */
import "server-only";

import { setTimeout as sleep } from "node:timers/promises";

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Only for work that may safely be applied twice.
 * @returns `first`, done after one try; `landed`, done when the store has taken it. Neither rejects.
 */
export function retryUntilStored(work: () => Promise<void>): { first: Promise<boolean>; landed: Promise<void> } {
  const attempt = () =>
    work().then(
      () => true,
      () => false,
    );
  const first = attempt();
  return { first, landed: first.then((done) => (done ? undefined : repeat(attempt))) };
}

async function repeat(attempt: () => Promise<boolean>): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    await sleep(pause);
    if (await attempt()) return;
  }
}
