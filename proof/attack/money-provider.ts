/** A provider that keeps its own bill: Responses and Chat Completions, answers as long and as slow as the question says. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import { config } from "../../tests/support/config.ts";
import { onLoopback } from "./loopback.ts";
import {
  endOf as endOfChunks,
  startOf as startOfChunks,
  wordEvent as wordChunk,
} from "../../tests/support/provider/chunks.ts";
import { endOf, type Reply, startOf, wordEvent } from "../../tests/support/provider/events.ts";

/** Of all calls that name one attack. */
export type Bill = { microUsd: number; calls: number; open: number };
export type MoneyProvider = { url: string; billUrl: string; stop: () => Promise<void> };

const CHUNKS = { startOf: startOfChunks, wordEvent: wordChunk, endOf: endOfChunks };
const EVENTS = { startOf, wordEvent, endOf };

/** One piece of an answer on the wire stands for so many tokens. */
const TOKENS_PER_WORD = 20;
/** A model makes some more before it notices that nobody listens. */
const OVERRUN = 20;
const WISH = /\[(\S+): (\d+) tokens in (\d+) ms(, then the line drops)?\]/;
/** What other questions get: as long as a model would take them. */
const LENGTHS: [asked: RegExp, tokens: string, ms: string][] = [
  [/do not stop/, "20000", "1000"],
  [/story/, "1200", "3000"],
  [/./, "40", "0"],
];

const bodySchema = z.looseObject({
  model: z.string(),
  n: z.int().min(1).default(1),
  stream: z.boolean().default(false),
  max_output_tokens: z.int().nullish(),
  max_completion_tokens: z.int().nullish(),
  max_tokens: z.int().nullish(),
});

const WRONG_KEY = {
  error: {
    message: "Incorrect API key provided.",
    type: "invalid_request_error",
    param: null,
    code: "invalid_api_key",
  },
};

type Call = { raw: string; model: string; input: number; output: number; choices: number; open: boolean };

/** What a question must say to be answered with so many tokens. */
export function wish(attack: string, { tokens = 4_000, ms = 0, drops = false } = {}): string {
  return `Tell me a long story. [${attack}: ${tokens} tokens in ${ms} ms${drops ? ", then the line drops" : ""}]`;
}

/** The key that it wants: who brings another gets 401, and nothing is billed. */
export const PROVIDER_KEY = "local-provider-word";

export async function startMoneyProvider(): Promise<MoneyProvider> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    void (request.method === "GET" ? tell(request, response, calls) : answer(request, response, calls)).catch(() =>
      response.destroy(),
    );
  });
  const { origin, stop } = await onLoopback(server);
  return { url: `${origin}/v1`, billUrl: `${origin}/bill`, stop };
}

/** @param billUrl as the provider tells it; `attack` picks the calls whose question names it */
export async function readBill(billUrl: string, attack: string): Promise<Bill> {
  const response = await fetch(`${billUrl}?of=${attack}`);
  return z.object({ microUsd: z.number(), calls: z.number(), open: z.number() }).parse(await response.json());
}

async function tell(request: IncomingMessage, response: ServerResponse, calls: Call[]): Promise<void> {
  const of = new URL(request.url ?? "/", "http://127.0.0.1").searchParams.get("of") ?? "";
  const ours = calls.filter(({ raw }) => raw.includes(of));
  const microUsd = Math.ceil(ours.reduce((sum, call) => sum + priceOf(call), 0));
  json(response, { microUsd, calls: ours.length, open: ours.filter(({ open }) => open).length });
}

/** Input in full and every token that was made: what the provider bills, whoever listened to the end. */
function priceOf({ model, input, output, choices }: Call): number {
  const prices = Object.entries(config.models).find(([id]) => id === model)?.[1].usdPerMillionTokens;
  return input * (prices?.input ?? 0) + output * choices * (prices?.output ?? 0);
}

async function answer(request: IncomingMessage, response: ServerResponse, calls: Call[]): Promise<void> {
  const raw = await text(request);
  if (request.headers.authorization !== `Bearer ${PROVIDER_KEY}`) return json(response, WRONG_KEY, 401);
  const asked = bodySchema.parse(JSON.parse(raw));
  const { model, n: choices } = asked;
  const call: Call = { raw, model, input: Math.ceil(raw.length / 4), output: 0, choices, open: true };
  calls.push(call);
  const [, usualCount, usualDelay] = LENGTHS.find(([asks]) => asks.test(raw)) ?? [];
  const [, , count = usualCount, delay = usualDelay, drops] = WISH.exec(raw) ?? [];
  const most = asked.max_output_tokens ?? asked.max_completion_tokens ?? asked.max_tokens ?? Infinity;
  const tokens = Math.min(Number(count), most);
  try {
    if (drops) {
      call.output = tokens;
      return void response.destroy(new Error("told to drop"));
    }
    const shape = request.url?.endsWith("/chat/completions") ? CHUNKS : EVENTS;
    const words = Array.from({ length: Math.ceil(tokens / TOKENS_PER_WORD) }, () => "word ".repeat(TOKENS_PER_WORD));
    const reply = { id: `resp_${crypto.randomUUID()}`, model, words };
    if (asked.stream) response.writeHead(200, { "content-type": "text/event-stream" }).write(shape.startOf(reply));
    const perWordMs = Number(delay) / words.length;
    for (const [at, word] of words.entries()) {
      await pace(at, perWordMs);
      if (response.destroyed) return void (call.output = Math.min(call.output + OVERRUN, tokens));
      call.output = Math.min((at + 1) * TOKENS_PER_WORD, tokens);
      if (asked.stream) response.write(shape.wordEvent(word, reply));
    }
    const usage = { input: call.input, cachedInput: 0, output: call.output * choices };
    const end = { usage, cut: tokens < Number(count), failure: undefined };
    if (asked.stream) response.end(shape.endOf(reply, end));
    else json(response, whole(reply, usage));
  } finally {
    call.open = false;
  }
}

/** Timers are no finer than a millisecond, and many of them are dear: some words share one. */
async function pace(at: number, perWordMs: number): Promise<void> {
  const each = Math.max(1, Math.round(20 / Math.max(perWordMs, 0.001)));
  if (perWordMs > 0 && at % each === 0) await sleep(perWordMs * each);
}

function whole({ id, model, words }: Reply, usage: { input: number; output: number }) {
  const message = { role: "assistant", content: words.join(""), refusal: null };
  return {
    id,
    object: "chat.completion",
    created: 1_700_000_000,
    model,
    choices: [{ index: 0, message, finish_reason: "stop" }],
    usage: {
      prompt_tokens: usage.input,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.output,
    },
  };
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
