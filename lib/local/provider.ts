/** An OpenAI-compatible provider on a loopback port, spoken to through the same SDK and the same code as the real one. */
import "server-only";

import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";

import { config } from "../config.ts";
import { listenOnLoopback } from "../bridge/listen.ts";
import { answerTo } from "./provider-answers.ts";
import { eventsOf, finalResponse, type Reply } from "./provider-events.ts";
import { parseProviderRequest, type ProviderRequest } from "./provider-request.ts";
import { countInput, cutToAllowance } from "./provider-tokens.ts";

export type LocalProvider = { baseUrl: string; apiKey: string; close: () => Promise<void> };
type ProviderOptions = { port?: number; msPerWord?: number };

/** @param options msPerWord: the pace of the words, in milliseconds; 0 for as fast as they go */
export async function startLocalProvider({ port = 0, msPerWord = 25 }: ProviderOptions = {}): Promise<LocalProvider> {
  const apiKey = `local-${randomBytes(32).toString("hex")}`;
  const server = createServer((request, response) => {
    handle(request, response, { apiKey, msPerWord }).catch(() => response.destroy());
  });
  const url = await listenOnLoopback(server, port);
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
  };
  return { baseUrl: `${url}/v1`, apiKey, close };
}

type Context = { apiKey: string; msPerWord: number };

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  { apiKey, msPerWord }: Context,
): Promise<void> {
  if (request.headers.authorization !== `Bearer ${apiKey}`)
    return fail(response, 401, { message: "Incorrect API key provided.", code: "invalid_api_key" });
  switch (`${request.method} ${request.url}`) {
    case "GET /v1/models":
      return send(response, 200, { object: "list", data: modelList() });
    case "POST /v1/responses":
      return respond(request, response, msPerWord);
    default:
      return fail(response, 404, {
        message: `Unknown request URL: ${request.method} ${request.url}`,
        code: "unknown_url",
      });
  }
}

async function respond(request: IncomingMessage, response: ServerResponse, msPerWord: number): Promise<void> {
  const body = await text(request);
  let reply: Reply;
  try {
    reply = replyTo(parseProviderRequest(body));
  } catch (error) {
    return fail(response, 400, {
      message: error instanceof Error ? error.message : String(error),
      code: "invalid_value",
    });
  }
  if (reply.request.stream) return stream(response, reply, msPerWord);
  return send(response, 200, finalResponse(reply));
}

function replyTo(request: ProviderRequest): Reply {
  const { words, cut, output } = cutToAllowance(answerTo(request.turns), request.maxOutputTokens);
  const id = `resp_${randomBytes(24).toString("hex")}`;
  const tokens = { ...countInput(request), output };
  return { id, createdAtSeconds: Math.floor(Date.now() / 1000), request, words, cut, tokens };
}

/** A provider that goes on after its caller has left would count what nobody reads: the pace stops with the connection. */
async function stream(response: ServerResponse, reply: Reply, msPerWord: number): Promise<void> {
  const left = new AbortController();
  response.once("close", () => left.abort());
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" });
  for (const event of eventsOf(reply)) {
    if (msPerWord > 0 && event.type === "response.output_text.delta")
      await setTimeout(msPerWord, undefined, { signal: left.signal });
    if (left.signal.aborted) return;
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  response.end();
}

function modelList() {
  return Object.keys(config.models).map((id) => ({ id, object: "model", created: 0, owned_by: "local-stand-in" }));
}

function fail(response: ServerResponse, status: number, { message, code }: { message: string; code: string }): void {
  send(response, status, { error: { message, type: "invalid_request_error", param: null, code } });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "x-request-id": `req_${randomBytes(12).toString("hex")}`,
  });
  response.end(JSON.stringify(body));
}
