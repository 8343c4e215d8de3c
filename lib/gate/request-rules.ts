/** The request limits as a table of sliding windows, by user and by client address. */
import { Ratelimit } from "@upstash/ratelimit";

import type { User } from "../auth/identify.ts";
import type { Plan, RequestWindow } from "../config-schema.ts";
import { safeguards } from "../safeguards.ts";
import { keys } from "../store/keys.ts";
import { redis } from "../store/redis.ts";

export type Counted = "chat" | "token";

/** Whose requests are counted, and by which plan. */
export type Counting = Pick<User, "account" | "plan">;

export type Rule = {
  by: "user" | "address";
  window: RequestWindow;
  windowSeconds: number;
  limit: number;
  /** Whose requests are counted. */
  key: string;
  limiter: Ratelimit;
};

const WINDOW_SECONDS: Record<RequestWindow, number> = { "5m": 300, "1h": 3_600, "1d": 86_400 };

export function rulesFor(counted: Counted, user: Counting, address: string): Rule[] {
  const { plans, address: shared, chatToken } = safeguards();
  const factor = counted === "token" ? chatToken.issuedPerRequest : 1;
  const table: [Rule["by"], string, Plan["requests"]][] = [
    ["user", user.account, plans[user.plan].requests],
    ["address", address, shared.requests],
  ];
  return table.flatMap(([by, key, requests]) =>
    windows(requests).map(([window, allowed]) => {
      const limit = allowed * factor;
      return {
        by,
        window,
        windowSeconds: WINDOW_SECONDS[window],
        limit,
        key,
        limiter: limiterFor(`${counted}:${by}`, window, limit),
      };
    }),
  );
}

function windows(requests: Plan["requests"]): [RequestWindow, number][] {
  return [
    ["5m", requests["5m"]],
    ["1h", requests["1h"]],
    ["1d", requests["1d"]],
  ];
}

const limiters = new Map<string, Ratelimit>();

function limiterFor(counter: string, window: RequestWindow, limit: number): Ratelimit {
  const name = `${counter}:${window}:${limit}`;
  const limiter = limiters.get(name) ?? createLimiter(keys.requests(counter, window), window, limit);
  limiters.set(name, limiter);
  return limiter;
}

function createLimiter(prefix: string, window: RequestWindow, limit: number): Ratelimit {
  return new Ratelimit({
    redis: redis(),
    prefix,
    limiter: Ratelimit.slidingWindow(limit, `${WINDOW_SECONDS[window]} s`),
    // The library's own timeout lets requests pass; ours is the store client's, and refuses.
    timeout: 0,
    // A remembered refusal would outlive the moment at which a sliding window has room again.
    ephemeralCache: false,
  });
}
