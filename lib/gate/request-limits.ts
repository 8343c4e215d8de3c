/** The one enforcer of the request limits: @upstash/ratelimit with an algorithm of ours, which counts in every window or in none. */
import { Ratelimit } from "@upstash/ratelimit";

import { clientAddress } from "../auth/client-address.ts";
import { Refusal } from "../errors.ts";
import { fromStore, redis } from "../store/redis.ts";
import { type Count, countIn } from "./count-script.ts";
import { rateLimitHeaders, type Standing } from "./rate-limit-headers.ts";
import { addressCounter, type Counted, type Counter, type Counting, userCounter } from "./request-rules.ts";

/**
 * Counts one request in every window, in one round trip to the store.
 * @returns the RateLimit headers for the answer
 * @throws Refusal `rate_limited`, `store_unavailable`
 */
export async function countRequest(
  counted: Counted,
  user: Counting,
  headers: Headers,
): Promise<Record<string, string>> {
  return count([userCounter(counted, user), addressCounter(counted, clientAddress(headers))], user.account);
}

/** The same for a machine, which is known by its address alone. */
export function countMachine(headers: Headers): Promise<Record<string, string>> {
  const address = clientAddress(headers);
  return count([addressCounter("grants", address)], address);
}

async function count(counters: Counter[], whose: string): Promise<Record<string, string>> {
  const { isCounted, standings } = await fromStore(() => take(counters, whose));
  if (isCounted) return rateLimitHeaders(standings);
  const full = standings.filter(({ remaining }) => remaining === 0);
  throw new Refusal("rate_limited", {
    resetAtMs: Math.max(...full.map(({ resetAtMs }) => resetAtMs)),
    headers: rateLimitHeaders(standings),
  });
}

/** What is left of a user's own chat requests; counts nothing. One round trip. */
export async function remainingRequests(user: Counting): Promise<Standing[]> {
  const { limiter, latest } = limiterFor([userCounter("chat", user)]);
  await fromStore(() => limiter.getRemaining(user.account));
  return latest().standings;
}

async function take(counters: Counter[], whose: string): Promise<Count> {
  const { limiter, latest } = limiterFor(counters);
  const { success, reason } = await limiter.limit(whose);
  // The library passes requests for reasons of its own, such as a timeout. Only a count of ours lets anybody pass.
  if (reason !== undefined || success !== latest().isCounted) throw new Error("The limiter answered for itself");
  return latest();
}

/** @returns `latest` as well: the library's answer has room for one window, and ours has six. It throws when there was none. */
function limiterFor(counters: Counter[]): { limiter: Ratelimit; latest: () => Count } {
  let count: Count | undefined;
  const ask = async (rate: number) => {
    count = await countIn(counters, rate);
    const [tightest] = count.standings.toSorted((one, other) => one.remaining - other.remaining);
    if (!tightest) throw new Error("There are no windows to count in");
    const { limit, remaining, resetAtMs: reset } = tightest;
    return { success: count.isCounted, limit, remaining, reset, pending: Promise.resolve() };
  };
  const algorithm = {
    limit: (_context: unknown, _identifier: string, rate = 1) => ask(rate),
    getRemaining: () => ask(0),
    resetTokens: () => Promise.reject(new Error("What was counted stays counted")),
  };
  // The library's own timeout lets requests pass, so it is off; a remembered refusal would outlive the moment that has room again.
  const limiter = new Ratelimit({ redis: redis(), limiter: () => algorithm, timeout: 0, ephemeralCache: false });
  return {
    limiter,
    latest: () => {
      if (!count) throw new Error("The limiter answered without a count");
      return count;
    },
  };
}
