/** A scriptable OpenAI server on loopback, Responses and Chat Completions: records each call, misbehaves on demand, and keeps its own bill. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import * as chunks from "./chunks.ts";
import { callEvents, endOf, type Reply, startOf, type ToolCall, wordEvent } from "./events.ts";

export type Usage = { input: number; cachedInput: number; cacheWrite?: number; output: number };

type Pace = {
  /** What is said, each piece one token. */
  words?: string[];
  wordDelayMs?: number;
  /** How many more tokens are made, and billed, when the line ends early. */
  overrun?: number;
};

export type Behaviour =
  /** Streams the text word by word, each word one token; `usage` overrides the bill, and null leaves it unsaid. */
  | ({
      kind: "answer";
      text?: string;
      usage?: Partial<Usage> | null;
      firstDelayMs?: number;
      /** Never closes the line after the end. */
      lingers?: boolean;
      until?: Promise<void>;
      /** Tools that it calls after its words. */
      calls?: ToolCall[];
      /** Whether it does so in answer to this; by default it always does. */
      callsWhen?: (call: Call) => boolean;
    } & Pace)
  /** Refuses before the first byte, with OpenAI's error body; `page` is a gateway's answer, `drop` none at all. */
  | { kind: "fail"; status: number; code: string; type?: string }
  | { kind: "page"; status: number; location?: string }
  | { kind: "drop" }
  /** Sends exactly this; a number is a pause in milliseconds. The connection closes at the end, unless it breaks. */
  | { kind: "raw"; status?: number; headers?: Record<string, string>; chunks: (string | number)[]; breaks?: boolean }
  /** Says nothing more after some words, and keeps the line open; `break` drops it; `garble` writes rubbish. */
  | ({ kind: "stall" | "break" | "garble"; afterWords: number } & Pace)
  /** Ends with `response.failed` after some words. */
  | ({ kind: "failed"; afterWords: number; code: string } & Pace);

export type Call = {
  path: string;
  headers: IncomingHttpHeaders;
  body: z.infer<typeof bodySchema>;
  raw: string;
  /** What this call would be billed: never less than what was streamed. */
  billed: Usage;
  /** Whether the client went away before the end. */
  clientLeft: boolean;
  /** Resolves when the call is over, either way. */
  over: Promise<void>;
};

export type Provider = {
  /** For OPENAI_BASE_URL. */
  url: string;
  calls: Call[];
  /** Holds for all later calls, until the next word; of several, each holds for one call, and the last for all that follow. */
  behave: (...behaviours: Behaviour[]) => void;
  stop: () => Promise<void>;
};

const bodySchema = z.looseObject({
  model: z.string(),
  max_output_tokens: z.int().optional(),
  max_completion_tokens: z.int().optional(),
});
type Count = (call: { raw: string; body: Call["body"] }) => Omit<Usage, "output">;

/** @param countInput what a call's input is billed as; by default about right */
export async function startProvider(
  behaviour: Behaviour = { kind: "answer" },
  countInput: Count = ({ raw }) => ({ input: Math.ceil(raw.length / 4), cachedInput: 0 }),
): Promise<Provider> {
  const calls: Call[] = [];
  let script = [behaviour];
  const server = createServer((request, response) => {
    void receive(request, response, countInput)
      .then((call) => {
        calls.push(call);
        return act(behaviourFor(call, script), call, response);
      })
      .catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No loopback port is free");
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    calls,
    behave: (...behaviours) => (script = behaviours),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function behaviourFor({ path }: Call, script: Behaviour[]): Behaviour {
  const isReply = !path.endsWith("/moderations");
  const behaviour = script.length > 1 && isReply ? script.shift() : script[0];
  if (!behaviour) throw new Error("It was told nothing");
  return behaviour;
}

async function receive(request: IncomingMessage, response: ServerResponse, countInput: Count): Promise<Call> {
  const over = once(response, "close");
  const raw = await text(request);
  const body = bodySchema.parse(JSON.parse(raw));
  const billed: Usage = { ...countInput({ raw, body }), output: 0 };
  const call: Call = {
    path: request.url ?? "",
    headers: request.headers,
    body,
    raw,
    billed,
    clientLeft: false,
    over: Promise.resolve(),
  };
  call.over = over.then(() => void (call.clientLeft = !response.writableFinished && !response.errored));
  return call;
}

/** What it flags when it moderates, which it does whatever else it is told to do. */
export const FLAGGED = "a sentence that moderation flags";

function moderate({ body, billed }: Call, response: ServerResponse): void {
  billed.input = 0;
  const results = [body["input"]].flat().map((input) => ({ flagged: String(input).includes(FLAGGED), categories: {} }));
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ id: "modr-1", results }));
}

async function act(behaviour: Behaviour, call: Call, response: ServerResponse): Promise<void> {
  if (call.path.endsWith("/moderations")) return moderate(call, response);
  if (behaviour.kind === "fail") return fail(behaviour, call, response);
  if (behaviour.kind === "drop") return void response.destroy(new Error("told to drop"));
  if (behaviour.kind === "raw") return raw(behaviour, response);
  if (behaviour.kind === "page") {
    const { status, location } = behaviour;
    const headers = { "content-type": "text/html", ...(location && { location }) };
    return void response.writeHead(status, headers).end("<h1>Bad gateway</h1>");
  }
  const calls = toolCallsOf(behaviour, call);
  const words = wordsFor(behaviour, calls);
  const reply: Reply = { id: `resp_${crypto.randomUUID()}`, model: call.body.model, words, calls };
  const limit = call.body.max_output_tokens ?? call.body.max_completion_tokens ?? Infinity;
  const shape = shapeOf(call);
  void makeMore(behaviour.overrun ?? 0, { call, limit, response });
  if (behaviour.kind === "answer") await Promise.all([sleep(behaviour.firstDelayMs ?? 0), behaviour.until]);
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  response.write(shape.startOf(reply));
  const tokens = [...reply.words.map((word) => shape.wordEvent(word, reply)), ...shape.callEvents(reply)];
  for (const token of tokens.slice(0, limit)) {
    if (response.destroyed) return;
    response.write(token);
    call.billed.output += 1;
    await sleep(behaviour.wordDelayMs ?? (behaviour.kind === "answer" ? 0 : 1));
  }
  finish(behaviour, { call, reply, cut: tokens.length > limit }, response);
}

function toolCallsOf(behaviour: Behaviour, call: Call): ToolCall[] {
  if (behaviour.kind !== "answer") return [];
  const { calls = [], callsWhen = () => true } = behaviour;
  return callsWhen(call) ? calls : [];
}

function shapeOf({ path }: Call): Pick<typeof chunks, "startOf" | "wordEvent" | "callEvents" | "endOf"> {
  return path.endsWith("/chat/completions") ? chunks : { startOf, wordEvent, callEvents, endOf };
}

async function raw(
  {
    status = 200,
    headers = { "content-type": "text/event-stream" },
    chunks,
    breaks,
  }: Extract<Behaviour, { kind: "raw" }>,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(status, headers).flushHeaders();
  for (const chunk of chunks) {
    if (response.destroyed) return;
    if (typeof chunk === "number") await sleep(chunk);
    else response.write(chunk);
  }
  if (breaks) response.destroy(new Error("told to break"));
  else response.end();
}

/** A model does not stop in the moment in which the line ends. */
async function makeMore(
  tokens: number,
  { call, limit, response }: { call: Call; limit: number; response: ServerResponse },
) {
  await call.over;
  if (!response.writableFinished) call.billed.output = Math.min(call.billed.output + tokens, limit);
}

function finish(
  behaviour: Behaviour,
  { call, reply, cut }: { call: Call; reply: Reply; cut: boolean },
  response: ServerResponse,
) {
  if (behaviour.kind === "stall") return;
  if (behaviour.kind === "break") return void response.destroy(new Error("told to break"));
  if (behaviour.kind === "garble")
    return void response.end("data: {{{ this is not JSON\n\n\u0000\u0001 nor an event\n\n");
  if (behaviour.kind === "answer") Object.assign(call.billed, behaviour.usage);
  const usage = behaviour.kind === "answer" && behaviour.usage === null ? null : call.billed;
  const failure = behaviour.kind === "failed" ? behaviour.code : undefined;
  response.write(shapeOf(call).endOf(reply, { usage, cut, failure }));
  if (!("lingers" in behaviour)) response.end();
}

function fail(
  { status, code, type = code }: Extract<Behaviour, { kind: "fail" }>,
  call: Call,
  response: ServerResponse,
) {
  call.billed = { input: 0, cachedInput: 0, output: 0 };
  // The real one repeats keys and prompts in its errors too; nothing of it may reach a visitor or a log line.
  const message = `Told to fail with ${code}. Incorrect API key: ${call.headers.authorization}. Input: ${call.raw}`;
  const error = { message, type, param: null, code };
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ error }));
}

function wordsFor(behaviour: Behaviour, calls: ToolCall[]): string[] {
  if ("afterWords" in behaviour) {
    const { words, afterWords } = behaviour;
    return words?.slice(0, afterWords) ?? Array.from({ length: afterWords }, (_, at) => `word${at} `);
  }
  const answer = behaviour.kind === "answer" ? behaviour.text : undefined;
  if (behaviour.kind === "answer" && behaviour.words) return behaviour.words;
  return (answer ?? (calls.length > 0 ? "" : "Hello from the scripted provider.")).match(/\S+\s*/g) ?? [];
}
