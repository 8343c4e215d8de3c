/** The loop breaker: a page that, by some bug, sends again and again stops itself before the service has to. */
import { FailureError } from "./failure.ts";

const SENDS = 6;
const WITHIN_MILLISECONDS = 10_000;

/**
 * @returns a function to call before each send
 * @throws FailureError from that function when it is called faster than a person would
 */
export function sendLimit(now: () => number = Date.now): () => void {
  let recent: number[] = [];
  return () => {
    const time = now();
    recent = recent.filter((sent) => time - sent < WITHIN_MILLISECONDS);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= SENDS)
      throw new FailureError({ code: "sending_too_fast", retryAt: oldest + WITHIN_MILLISECONDS });
    recent.push(time);
  };
}
