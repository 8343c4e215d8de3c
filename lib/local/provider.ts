/** An OpenAI-compatible provider on a loopback port, Responses and Chat Completions, spoken to through the same SDK and the same code as the real one. */
import "server-only";

import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import { config } from "../config.ts";
import { listenOnLoopback } from "../bridge/listen.ts";
import { answerTo } from "./provider-answers.ts";
import { callsFor } from "./provider-calls.ts";
import { completionOf, chunksOf } from "./provider-chunks.ts";
import { parseCompletionsRequest } from "./provider-completions-request.ts";
import { eventsOf } from "./provider-events.ts";
import { answer, fail, type Frame, send, stream } from "./provider-http.ts";
import { moderationOf } from "./provider-moderation.ts";
import { parseModerationRequest, type ProviderRequest } from "./provider-request.ts";
import { finalResponse, type Reply } from "./provider-response.ts";
import { parseResponsesRequest } from "./provider-responses-request.ts";
import { callsWithinAllowance, countInput, cutToAllowance } from "./provider-tokens.ts";

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
      return answer(request, response, (body) => respond(replyTo(parseResponsesRequest(body)), response, msPerWord));
    case "POST /v1/chat/completions":
      return answer(request, response, (body) => complete(replyTo(parseCompletionsRequest(body)), response, msPerWord));
    case "POST /v1/moderations":
      return answer(request, response, (body) => send(response, 200, moderationOf(parseModerationRequest(body))));
    default:
      return fail(response, 404, {
        message: `Unknown request URL: ${request.method} ${request.url}`,
        code: "unknown_url",
      });
  }
}

function respond(reply: Reply, response: ServerResponse, msPerWord: number): void | Promise<void> {
  if (!reply.request.stream) return send(response, 200, finalResponse(reply));
  return stream(response, framesOf(reply), msPerWord);
}

function complete(reply: Reply, response: ServerResponse, msPerWord: number): void | Promise<void> {
  if (!reply.request.stream) return send(response, 200, completionOf(reply));
  return stream(response, chunksOf(reply), msPerWord);
}

function* framesOf(reply: Reply): Generator<Frame> {
  for (const event of eventsOf(reply))
    yield { type: event.type, data: JSON.stringify(event), isWord: event.type === "response.output_text.delta" };
}

function replyTo(request: ProviderRequest): Reply {
  const { maxOutputTokens } = request;
  const wanted = callsFor(request);
  const text = wanted.calls.length > 0 ? wanted.said : answerTo(request.turns);
  const said = cutToAllowance(text, maxOutputTokens);
  const called = callsWithinAllowance(wanted.calls, (maxOutputTokens ?? Infinity) - said.output);
  return {
    id: `resp_${randomBytes(24).toString("hex")}`,
    createdAtSeconds: Math.floor(Date.now() / 1000),
    request,
    words: said.words,
    calls: called.calls,
    cut: said.cut || called.cut,
    tokens: { ...countInput(request), output: said.output + called.output },
  };
}

function modelList() {
  return Object.keys(config.models).map((id) => ({ id, object: "model", created: 0, owned_by: "local-stand-in" }));
}
