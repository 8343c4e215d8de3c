/** Two chat backends that people really write, as small as they can be: one with no safeguard, and one by the usual guides. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import { decode } from "next-auth/jwt";

import { type LoopbackServer, onLoopback } from "./loopback.ts";
import { TEST_SECRET } from "../../tests/support/words.ts";

/** @returns a status and words when somebody is turned away */
type Guard = (request: IncomingMessage) => Promise<[status: number, words: string] | undefined>;

const MESSAGES_A_DAY = 100;
const REQUESTS_A_WINDOW = 100;

export function startBare(): Promise<LoopbackServer> {
  return start(async () => undefined);
}

/** A window by address, a session, and a count a day; what the sender says about the address is believed. */
export function startUsual(): Promise<LoopbackServer> {
  const [window, day] = [new Map<string, number>(), new Map<string, number>()];
  return start(async ({ headers, socket }) => {
    const address = headers["x-forwarded-for"]?.toString() ?? socket.remoteAddress ?? "";
    if (countIn(window, address) > REQUESTS_A_WINDOW) return [429, "Too many requests"];
    const token = /next-auth\.session-token=([^;]+)/.exec(headers.cookie ?? "")?.[1] ?? "";
    const session = await decode({ token, secret: TEST_SECRET }).catch(() => null);
    if (!session?.sub) return [401, "Sign in first"];
    return countIn(day, session.sub) > MESSAGES_A_DAY ? [429, "Come back tomorrow"] : undefined;
  });
}

async function start(guard: Guard): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    request.on("error", () => {});
    void serve(request, response, guard).catch(() => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end("Internal Server Error");
    });
  });
  return onLoopback(server);
}

async function serve(request: IncomingMessage, response: ServerResponse, guard: Guard): Promise<void> {
  const isApi = request.url === "/v1/chat/completions";
  if (!isApi && request.url !== "/api/chat") return void response.writeHead(404).end("Not found");
  if (request.method !== "POST") return void response.writeHead(405).end();
  const away = await guard(request);
  if (away) return void response.writeHead(away[0]).end(away[1]);
  const { messages } = (await json(request)) as { messages: unknown[] };
  const asked = JSON.stringify(messages.at(-1));
  response.writeHead(200, { "content-type": "text/event-stream", "x-vercel-ai-ui-message-stream": "v1" });
  // A model writes for as long as it is asked to.
  const words = asked.includes("Leave none out") ? 20_000 : 4;
  for (const chunk of (isApi ? completion : uiStream)(words)) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  if (asked.includes("story")) await sleep(2_000);
  response.end("data: [DONE]\n\n");
}

function uiStream(words: number): unknown[] {
  const deltas = Array.from({ length: words }, () => ({ type: "text-delta", id: "1", delta: "word " }));
  const text = [{ type: "text-start", id: "1" }, ...deltas, { type: "text-end", id: "1" }];
  return [{ type: "start" }, ...text, { type: "finish" }];
}

function completion(words: number): unknown[] {
  const choice = (more: object) => ({ object: "chat.completion.chunk", choices: [{ index: 0, ...more }] });
  const deltas = Array.from({ length: words }, () => choice({ delta: { content: "word " }, finish_reason: null }));
  return [...deltas, choice({ delta: {}, finish_reason: "stop" })];
}

function countIn(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
