/** Sends one admin action, and says what went wrong in words for the owner. */
import { isShaped, isString, parseShaped } from "../shape.ts";

export type Trouble = { text: string; requestId?: string };
export type Outcome = { answer: unknown } | { trouble: Trouble };

type Problem = { code: string; detail: string; requestId: string };
const isProblem = isShaped<Problem>({ code: isString, detail: isString, requestId: isString });

type Action = { path: string; method?: "PUT" | "POST"; body: object };

/** @returns what the service answered, or why it is not done */
export async function sendChange(
  { path, method = "PUT", body }: Action,
  fetcher: typeof fetch = fetch,
): Promise<Outcome> {
  const headers = { "content-type": "application/json" };
  try {
    const response = await fetcher(path, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) return { trouble: troubleOf(await response.text(), response.status) };
    return { answer: await response.json() };
  } catch {
    return { trouble: { text: "The service could not be reached. Check the connection, then try again." } };
  }
}

function troubleOf(body: string, status: number): Trouble {
  const problem = parseShaped(body, isProblem);
  if (!problem) return { text: `That did not work (${status}). Try again.` };
  const detail = problem.detail.replace(/\.$/, "");
  return { text: TEXTS.get(problem.code) ?? `That did not work: ${detail}.`, requestId: problem.requestId };
}

const TEXTS = new Map([
  ["not_signed_in", "You are signed out. Sign in again in another tab, then repeat this."],
  ["forbidden", "Your account may not do this any more."],
  ["store_unavailable", "The store does not answer, so nothing was changed. Without it nothing is spent either."],
]);
