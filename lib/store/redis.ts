/** The one client of the store (Upstash's REST protocol), its deadline, and the rule that no answer means no. */
import { Redis } from "@upstash/redis";
import { z } from "zod";

import { env, storeCredentials } from "../env.ts";
import { Refusal } from "../errors.ts";
import { isOnWorkers } from "../on-workers.ts";
import { processMemory } from "../process-memory.ts";
import { safeguards } from "../safeguards.ts";
import { keys } from "./keys.ts";
import { SilenceWatch } from "./note-silence.ts";
import { beforeTimeout } from "./request-timeout.ts";
import { AT_ONCE, type Send, SHARED, shareRoundTrips } from "./share-round-trips.ts";

let client: Redis | undefined;

/** One client for the whole process, so that its bundles share round trips too. */
const CLIENTS: unique symbol = Symbol.for("guarded-chat.store-clients");
const BRIDGE: unique symbol = Symbol.for("guarded-chat.bridge");
const shared: { [CLIENTS]?: Map<string, Redis>; [BRIDGE]?: OwnBridge } = processMemory;

/** A bridge of this very process, as lib/bridge/bridge.ts starts it. */
type OwnBridge = { url: string; ask: (path: string, body: unknown) => Promise<object> };

/** From now on this process asks its own bridge without HTTP. */
export function spareHttp({ url, ask }: OwnBridge): void {
  shared[BRIDGE] = { url, ask };
}

/** Calls made in one tick share one round trip. Each round trip is sent once: a lost reply may have been applied, so nothing is resent. */
export function redis(): Redis {
  client ??= connect();
  return client;
}

const laterSchema = z.object({ resetAtMs: z.number() });

/** @throws Refusal `store_unavailable` for whatever goes wrong: the store's own messages contain users' ids. */
export async function fromStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Refusal("store_unavailable", { cause, ...laterSchema.safeParse(cause).data });
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

type Credentials = { url: string; token: string };

function newClient(credentials: Credentials, deadline: number): Redis {
  const client = restClient(credentials, deadline);
  const bridge = shared[BRIDGE];
  // The bridge's engine keeps a deadline of its own, a little shorter.
  if (bridge?.url === credentials.url) client.use(({ path = [], body }) => bridge.ask(`/${path.join("/")}`, body));
  const watch = new SilenceWatch({
    ask: () => client.ping(),
    isFirst: async () => (await client.set(keys.storeReturned, "1", { nx: true, ex: 60 })) !== null,
  });
  client.use((roundTrip, next) => watch.note(() => next(roundTrip)));
  let send: Send | undefined;
  const pace = serveManyAtOnce() ? SHARED : AT_ONCE;
  client.use((roundTrip, next) => (send ??= shareRoundTrips(next, pace))(roundTrip));
  return client;
}

function restClient(credentials: Credentials, deadline: number): Redis {
  let signal = AbortSignal.abort();
  const client = new Redis({
    ...credentials,
    retry: { retries: 0 },
    // A function, not a signal: a signal that has fired would answer every later call with an empty success.
    signal: () => signal,
    enableTelemetry: false,
    enableAutoPipelining: false,
  });
  client.use((roundTrip, next) =>
    beforeTimeout(deadline, (fires) => {
      // The client asks for it at once, before anybody else's round trip can begin.
      signal = fires;
      return next(roundTrip);
    }),
  );
  return client;
}

/** On Workers a request may not wait for what another one sent; on Vercel one process has few requests at a time. */
function serveManyAtOnce(): boolean {
  return !env().VERCEL && !isOnWorkers();
}
