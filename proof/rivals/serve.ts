/** A rival as a process of its own, `serve.ts NAME`: a Node server around its route, with the address headers as `next start` leaves them. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { Redis } from "ioredis";

import { startBridge } from "../../lib/bridge/bridge.ts";
import { connectRedis } from "../../lib/bridge/engine.ts";
import { chatbot } from "./routes/chatbot.ts";
import { litellm } from "./routes/litellm.ts";
import { none } from "./routes/none.ts";
import type { Surroundings } from "./routes/route.ts";
import { usual } from "./routes/usual.ts";

const ROUTES = { none, usual, chatbot, litellm };
export type Written = keyof typeof ROUTES;
/** What the process is told on its command line, as JSON. */
export type Orders = Omit<Surroundings, "upstash" | "redis" | "database"> & {
  port: number;
  redisUrl: string;
  databaseUrl: string;
};

const [name, orders] = process.argv.slice(2) as [Written, string];
const { port, redisUrl, databaseUrl, ...rest } = JSON.parse(orders) as Orders;
const upstash = await startBridge({ engine: connectRedis(redisUrl, { timeoutMs: 5_000, report: () => {} }) });
const route = ROUTES[name]({ ...rest, upstash, redis: connect(redisUrl), database: connect(databaseUrl) });

const server = createServer((request, response) => void serve(request, response));
server.listen(port, "127.0.0.1", () => process.send?.(server.address()));

// Ends with the comparison, however that ends.
process.on("disconnect", () => process.exit());

async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const left = new AbortController();
  response.once("close", () => left.abort());
  try {
    const reply = await (name === "litellm" ? route : asNextDoes)(requestOf(incoming, left.signal));
    response.writeHead(reply.status, Object.fromEntries(reply.headers));
    if (reply.body) await pipeline(reply.body, response);
    else response.end();
  } catch (error) {
    if (!response.headersSent) response.writeHead(500).end(error instanceof Error ? "Internal Server Error" : "");
    else response.destroy();
  }
}

/** One route file that exports POST: the framework answers all else. */
async function asNextDoes(request: Request): Promise<Response> {
  if (new URL(request.url).pathname !== "/api/chat") return new Response("Not found", { status: 404 });
  return request.method === "POST" ? route(request) : new Response(null, { status: 405 });
}

/** A client's own address headers stay, as they do there. */
function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request {
  const socket = incoming.socket.remoteAddress ?? "";
  const fields = { "x-forwarded-for": socket, "x-real-ip": socket, ...incoming.headers };
  const headers = new Headers();
  for (const [field, value] of Object.entries(fields))
    if (value !== undefined) headers.set(field, [value].flat().join(", "));
  const method = incoming.method ?? "GET";
  const body =
    method === "GET" || method === "HEAD" ? {} : { body: Readable.toWeb(incoming) as BodyInit, duplex: "half" };
  return new Request(`http://127.0.0.1${incoming.url ?? "/"}`, { method, headers, signal, ...body });
}

function connect(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 0, enableOfflineQueue: true, commandTimeout: 5_000 });
  redis.on("error", () => {});
  return redis;
}
