/** Stands in front of a store's REST URL and spoils the round trips on demand, so that tests can watch what fails closed. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

export type Fault =
  | { kind: "none" }
  /** Nothing listens any more. */
  | { kind: "refuse" }
  /** Accepts and never answers, before the store sees the command or after it was applied. */
  | { kind: "hang" | "hang_after" }
  /** Passes on, late. */
  | { kind: "slow"; ms: number }
  /** An answer of the proxy's own: a gateway's page, rubbish, JSON `null`, a full server. */
  | { kind: "bad_gateway" | "rubbish" | "null" | "oom" }
  /** Passes on with a bearer token that the store must refuse. */
  | { kind: "wrong_token" }
  /** The line breaks before the store sees the command, or after it was applied. */
  | { kind: "cut_before" | "cut_after" };

/** Which round trips, by the body of the request. */
type Which = (body: string) => boolean;

export type FaultProxy = {
  /** For UPSTASH_REDIS_REST_URL. */
  url: string;
  /**
   * @param on how many more round trips go well before the fault begins, or which round trips it befalls;
   *   "refuse" begins at the first of them and then befalls all
   */
  set: (fault: Fault, on?: number | Which) => Promise<void>;
  /** How many requests have arrived since the start. */
  trips: () => number;
  /** Is told of each request, by its body, as it arrives. @returns what ends that */
  listen: (listener: (body: string) => void) => () => void;
  stop: () => Promise<void>;
};

const FULL = "OOM command not allowed when used memory > 'maxmemory'.";

/** @param target the real store's REST URL, without a path */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let fault: Fault = { kind: "none" };
  let on: number | Which = 0;
  let trips = 0;
  const listeners = new Set<(body: string) => void>();
  const goesWell = (body: string) => (typeof on === "number" ? on-- > 0 : !on(body));
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    trips += 1;
    const body = (await buffer(request)).toString();
    for (const listener of listeners) listener(body);
    const well = goesWell(body);
    if (fault.kind === "refuse" && !well) await close(server);
    // The last good trip: nobody listens by the time its answer is read.
    if (fault.kind === "refuse" && on === 0) retire(server, response);
    await handle(well ? { kind: "none" } : fault, { target, request, body, response });
  };
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  const port = await open(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    trips: () => trips,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => close(server),
    set: async (next, befalls = 0) => {
      fault = next;
      on = befalls;
      if (next.kind === "refuse" && on === 0) await close(server);
      else if (!server.listening) await open(server, port);
    },
  };
}

type RoundTrip = { target: string; request: IncomingMessage; body: string; response: ServerResponse };

async function handle(fault: Fault, trip: RoundTrip): Promise<void> {
  const { response } = trip;
  if (fault.kind === "hang" || fault.kind === "refuse") return;
  if (fault.kind === "cut_before") return void response.destroy();
  if (fault.kind === "bad_gateway") return answer(response, 502, "<html><h1>502 Bad Gateway</h1></html>");
  if (fault.kind === "rubbish") return answer(response, 200, "\u0000{not json at all");
  if (fault.kind === "null") return answer(response, 200, "null");
  if (fault.kind === "oom") return full(trip);
  if (fault.kind === "slow") await sleep(fault.ms);
  return pass(fault, trip);
}

async function pass(fault: Fault, { target, request, body, response }: RoundTrip): Promise<void> {
  const { host: _host, "content-length": _length, connection: _connection, ...headers } = request.headers;
  if (fault.kind === "wrong_token") headers.authorization = "Bearer a-token-nobody-gave-out";
  const passed = await fetch(new URL(request.url ?? "/", target), {
    method: request.method ?? "POST",
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
    body,
  });
  const answered = await passed.text();
  if (fault.kind === "hang_after") return;
  if (fault.kind === "cut_after") return void response.destroy();
  answer(response, passed.status, answered);
}

function full({ request, body, response }: RoundTrip): void {
  const commands: unknown = JSON.parse(body);
  const many = request.url !== "/" && Array.isArray(commands);
  answer(response, many ? 200 : 400, JSON.stringify(many ? commands.map(() => ({ error: FULL })) : { error: FULL }));
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}

async function open(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No loopback port is free");
  return address.port;
}

function retire(server: Server, response: ServerResponse): void {
  response.setHeader("connection", "close");
  server.close();
  server.closeIdleConnections();
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  if (server.listening) await new Promise((closed) => server.close(closed));
}
