import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { buffer } from "node:stream/consumers";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { publishReply, type ReplyEvent } from "../../lib/events.ts";
import { freshEnvironment } from "../support/fresh.ts";

/** A collector that is sent JSON, so that a test can read it. */
type Value = { stringValue?: string; intValue?: string | number; arrayValue?: { values: Value[] } };
type Span = {
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code?: number };
  attributes: { key: string; value: Value }[];
};
type Export = { resourceSpans: { scopeSpans: { scope: { name: string }; spans: Span[] }[] }[] };

let server: Server;
let received: { path: string; headers: IncomingHttpHeaders; body: Export; text: string }[] = [];
let stop: (() => void) | undefined;

beforeAll(async () => {
  server = createServer((request, response) => void receive(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  freshEnvironment({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf(server)}`,
    OTEL_EXPORTER_OTLP_HEADERS: "api-key=local-collector-key",
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_BSP_SCHEDULE_DELAY: "50",
  });
  const { startTelemetry } = await import("../../lib/operate/telemetry.ts");
  stop = await startTelemetry();
});
beforeEach(() => void (received = []));
afterAll(() => {
  stop?.();
  server.close();
});

const reply: ReplyEvent = {
  requestId: "request-1",
  // No part of it can be in an id, which is hexadecimal.
  account: "oidc:somebody",
  plan: "member",
  model: "gpt-6-luna",
  ended: "stop",
  steps: 1,
  tools: [],
  images: 0,
  usage: { input: 120, cachedInput: 20, cacheWrite: 0, output: 34 },
  microUsd: 27,
  firstWordMs: 210,
  totalMs: 1_500,
};

async function spanOf(event: ReplyEvent): Promise<Span> {
  publishReply(event);
  return (await spansWhen(1))[0] as Span;
}

async function spansWhen(count: number): Promise<Span[]> {
  const spans = () =>
    received.flatMap(({ body }) =>
      body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)),
    );
  await expect.poll(() => spans().length, { timeout: 5_000 }).toBe(count);
  return spans();
}

function attributesIn({ attributes }: Span): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));
}

/** Milliseconds. */
function after(start = "0", end = "0"): bigint {
  return (BigInt(end) - BigInt(start)) / 1_000_000n;
}

describe("a reply", () => {
  it("becomes one span, with the attributes of the conventions and its duration", async () => {
    const span = await spanOf(reply);
    const attributes = attributesIn(span);
    expect(span.name).toBe("chat gpt-6-luna");
    expect(attributes).toMatchObject({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-6-luna",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 120,
      "gen_ai.usage.output_tokens": 34,
      "guarded_chat.micro_usd": 27,
      "guarded_chat.first_word_ms": 210,
      "guarded_chat.request_id": "request-1",
    });
    expect(after(span.startTimeUnixNano, span.endTimeUnixNano)).toBe(1_500n);
    expect(received[0]).toMatchObject({ path: "/v1/traces", headers: { "api-key": "local-collector-key" } });
  });

  it("without usage and without a word says so by silence, and by what ended it", async () => {
    const span = await spanOf({ ...reply, ended: "upstream_timeout", usage: null, firstWordMs: null });
    const names = span.attributes.map(({ key }) => key);
    expect(names.filter((name) => /usage|first_word/.test(name))).toEqual([]);
    expect(span.attributes).toContainEqual({ key: "error.type", value: { stringValue: "upstream_timeout" } });
    expect(span.status.code).toBe(2);
  });

  it("has a span for each call of a tool inside it, at its time, without what went in and came out", async () => {
    const tools = [
      { name: "current_time", isError: false, atMs: 300, ms: 4 },
      { name: "get_weather", isError: true, atMs: 300, ms: 900 },
    ];
    publishReply({ ...reply, steps: 2, tools, images: 1 });
    const spans = await spansWhen(3);
    const chat = spans.find(({ name }) => name === "chat gpt-6-luna");
    const calls = spans.filter(({ name }) => name.startsWith("execute_tool "));
    expect(calls.map(({ name, parentSpanId, kind }) => ({ name, parentSpanId, kind }))).toEqual([
      { name: "execute_tool current_time", parentSpanId: chat?.spanId, kind: 1 },
      { name: "execute_tool get_weather", parentSpanId: chat?.spanId, kind: 1 },
    ]);
    // The package adds the name of the service.
    const named = { "operation.name": "guarded-chat" };
    expect(calls.map(attributesIn)).toEqual([
      {
        ...named,
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "current_time",
        "gen_ai.tool.type": "function",
      },
      {
        ...named,
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "get_weather",
        "gen_ai.tool.type": "function",
        "error.type": "_OTHER",
      },
    ]);
    expect(calls.map((span) => after(chat?.startTimeUnixNano, span.startTimeUnixNano))).toEqual([300n, 300n]);
    expect(calls.map((span) => after(span.startTimeUnixNano, span.endTimeUnixNano))).toEqual([4n, 900n]);
    expect(calls.map(({ status }) => status.code ?? 0)).toEqual([0, 2]);
    expect(chat && attributesIn(chat)).toMatchObject({
      "guarded_chat.steps": 2,
      "guarded_chat.tool_calls": 2,
      "guarded_chat.images": 1,
    });
  });

  it("does not say whose it was", async () => {
    await spanOf(reply);
    expect(received.map(({ text }) => text).join()).not.toContain("somebody");
  });
});

describe("without an endpoint", () => {
  afterEach(() => {
    vi.doUnmock("@vercel/otel");
  });

  it("loads nothing and listens to nothing", async () => {
    freshEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: "" });
    vi.doMock("@vercel/otel", () => {
      throw new Error("It was loaded");
    });
    const { startTelemetry } = await import("../../lib/operate/telemetry.ts");
    expect(await startTelemetry()).toBeUndefined();
  });
});

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = (await buffer(request)).toString();
  received.push({ path: request.url ?? "", headers: request.headers, text, body: JSON.parse(text) as Export });
  response.writeHead(200, { "content-type": "application/json" }).end("{}");
}

function portOf(of: Server): number {
  const address = of.address();
  if (address === null || typeof address === "string") throw new Error("No loopback port is free");
  return address.port;
}

function plain({ stringValue, intValue, arrayValue }: Value): unknown {
  if (arrayValue) return arrayValue.values.map(plain);
  return intValue === undefined ? stringValue : Number(intValue);
}
