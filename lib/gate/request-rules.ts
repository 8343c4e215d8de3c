/** The request limits as a table: a counter for the user and one for the client address, each with its sliding windows. */
import type { User } from "../auth/identify.ts";
import type { Plan, RequestWindow } from "../config-schema.ts";
import { planNamed, safeguards } from "../safeguards.ts";
import { keys } from "../store/keys.ts";

/** What is counted; "grants" is what machines change. */
export type Counted = "chat" | "token" | "grants";

/** Whose requests are counted, and by which plan. */
export type Counting = Pick<User, "account" | "plan">;

export type Counter = {
  by: "user" | "address";
  /** The store's key. */
  key: string;
  windows: { window: RequestWindow; windowSeconds: number; limit: number }[];
};

const WINDOWS: [RequestWindow, number][] = [
  ["5m", 300],
  ["1h", 3_600],
  ["1d", 86_400],
];

export function userCounter(counted: Counted, { account, plan }: Counting): Counter {
  const { requests } = planNamed(plan);
  return { by: "user", key: keys.requests(`${counted}:user`, account), windows: windowsOf(counted, requests) };
}

export function addressCounter(counted: Counted, address: string): Counter {
  const { requests } = safeguards().address;
  return { by: "address", key: keys.requests(`${counted}:address`, address), windows: windowsOf(counted, requests) };
}

function windowsOf(counted: Counted, requests: Plan["requests"]): Counter["windows"] {
  const factor = counted === "chat" ? 1 : safeguards().chatToken.issuedPerRequest;
  return WINDOWS.map(([window, windowSeconds]) => ({ window, windowSeconds, limit: requests[window] * factor }));
}
