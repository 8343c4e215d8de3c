/** The one enforcer of the request limits: counts in every window, or refuses and counts in none. */
import { Refusal } from "../errors.ts";
import { safeguards } from "../safeguards.ts";
import { fromStore } from "../store/redis.ts";
import { clientAddress } from "./client-address.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";
import { type Counted, type Counting, type Rule, rulesFor } from "./request-rules.ts";

/** One window of one counter, as it stands after this request. */
export type Standing = Pick<Rule, "by" | "window" | "windowSeconds" | "limit"> & {
  remaining: number;
  /** Epoch milliseconds at which at least one request fits again. */
  resetAtMs: number;
};

/**
 * Counts one request in every window, in one trip to the store.
 * @returns the RateLimit headers for the answer
 * @throws Refusal `rate_limited`, `store_unavailable`
 */
export async function countRequest(
  counted: Counted,
  user: Counting,
  headers: Headers,
): Promise<Record<string, string>> {
  const rules = rulesFor(counted, user, clientAddress(headers));
  const answers = await fromStore(() => Promise.all(rules.map((rule) => take(rule, 1))));
  const refused = answers.filter(({ success }) => !success).map(({ standing }) => standing);
  if (refused.length === 0) return rateLimitHeaders(answers.map(({ standing }) => standing));
  await giveBack(rules.filter((_, index) => answers[index]?.success));
  throw new Refusal("rate_limited", {
    resetAtMs: Math.max(...refused.map(({ resetAtMs }) => resetAtMs)),
    headers: rateLimitHeaders(
      answers.map(({ success, standing: one }) => (success ? { ...one, remaining: one.remaining + 1 } : one)),
    ),
  });
}

/** What is left of a user's own chat requests; counts nothing. One trip. */
export async function remainingRequests(user: Counting): Promise<Standing[]> {
  const rules = rulesFor("chat", user, "").filter(({ by }) => by === "user");
  return fromStore(() =>
    Promise.all(
      rules.map(async (rule) => {
        const { remaining, reset } = await rule.limiter.getRemaining(rule.key);
        return standing(rule, remaining, reset);
      }),
    ),
  );
}

async function take(rule: Rule, requests: 1 | -1) {
  const { success, remaining, reset, reason } = await rule.limiter.limit(rule.key, { rate: requests });
  // The limiter reports a pass for some failures of the store; a pass with a reason, or with no number, is none.
  if (reason !== undefined) throw new Error(`The limiter answered "${reason}"`);
  return { success, standing: standing(rule, remaining, reset) };
}

/** A refused request was not served, so it must not use up the other windows: a retry loop would lock its user out for a day. */
async function giveBack(rules: Rule[]): Promise<void> {
  const untilReset = (rule: Rule) => rule.windowSeconds * 1000 - (Date.now() % (rule.windowSeconds * 1000));
  const sameWindow = rules.filter((rule) => untilReset(rule) > safeguards().limits.storeMilliseconds);
  await Promise.allSettled(sameWindow.map((rule) => take(rule, -1)));
}

function standing(rule: Rule, remaining: number, reset: number): Standing {
  if (!Number.isFinite(remaining) || !Number.isFinite(reset)) throw new Error("The limiter answered no number");
  const { by, window, windowSeconds, limit } = rule;
  return { by, window, windowSeconds, limit, remaining: Math.max(0, remaining), resetAtMs: reset };
}
