/** Sends one admin action, and says what went wrong in words for the owner. */
import { isShaped, isString, parseShaped } from "../shape.ts";

export type Trouble = { text: string; requestId?: string };

type Problem = { code: string; detail: string; requestId: string };
const isProblem = isShaped<Problem>({ code: isString, detail: isString, requestId: isString });

/** @returns undefined when it is done */
export async function sendChange(
  path: string,
  change: object,
  fetcher: typeof fetch = fetch,
): Promise<Trouble | undefined> {
  const headers = { "content-type": "application/json" };
  try {
    const response = await fetcher(path, { method: "PUT", headers, body: JSON.stringify(change) });
    return response.ok ? undefined : troubleOf(await response.text(), response.status);
  } catch {
    return { text: "The service could not be reached. Check the connection, then try again." };
  }
}

function troubleOf(body: string, status: number): Trouble {
  const problem = parseShaped(body, isProblem);
  if (!problem) return { text: `That did not work (${status}). Try again.` };
  return { text: TEXTS.get(problem.code) ?? `That did not work: ${problem.detail}.`, requestId: problem.requestId };
}

const TEXTS = new Map([
  ["not_signed_in", "You are signed out. Sign in again in another tab, then repeat this."],
  ["forbidden", "Your account may not do this any more."],
  ["store_unavailable", "The store does not answer, so nothing was changed. Without it nothing is spent either."],
]);
