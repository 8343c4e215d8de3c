/** The one client of the store (Upstash's REST protocol), its deadline, and the rule that no answer means no. */
import { Redis } from "@upstash/redis";

import { env, storeCredentials } from "../env.ts";
import { Refusal } from "../errors.ts";
import { safeguards } from "../safeguards.ts";
import { tripDeadline } from "./trip-deadline.ts";

let client: Redis | undefined;

/** The boot hook and the routes are bundled apart: only what hangs on the process is one client to both, and one trip. */
const CLIENTS: unique symbol = Symbol.for("guarded-chat.store-clients");
const shared: { [CLIENTS]?: Map<string, Redis> } = globalThis as object;

/** Calls made in one tick share one trip. Each trip is sent once: a lost reply may have been applied, so nothing is resent. */
export function redis(): Redis {
  client ??= connect();
  return client;
}

/** @throws Refusal `store_unavailable` for whatever goes wrong: the store's own messages contain users' ids. */
export async function fromStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Refusal("store_unavailable", { cause });
  }
}

function connect(): Redis {
  const credentials = storeCredentials(env());
  if (!credentials) throw new Error("No store is configured");
  const deadline = env().LOCAL_STORE_MILLISECONDS ?? safeguards().limits.storeMilliseconds;
  const clients = (shared[CLIENTS] ??= new Map());
  const name = JSON.stringify([credentials, deadline]);
  const known = clients.get(name) ?? newClient(credentials, deadline);
  clients.set(name, known);
  return known;
}

function newClient(credentials: { url: string; token: string }, deadline: number): Redis {
  return new Redis({
    ...credentials,
    retry: { retries: 0 },
    // A function, not a signal: a signal that has fired would answer every later call with an empty success.
    signal: () => tripDeadline(deadline),
    enableTelemetry: false,
  });
}
