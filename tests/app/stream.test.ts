/** The answer's way to the browser: AI SDK 7's own transport reads it, word by word, and leaving stops the provider. */
import { connect } from "node:net";
import { text } from "node:stream/consumers";

import { DefaultChatTransport, type UIMessage, type UIMessageChunk } from "ai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type App, startApp } from "../support/app/app.ts";
import { chat, fetchToken, readChunks, textOf, type Visitor } from "../support/client.ts";

const SLOW = { kind: "answer", text: "word ".repeat(20), wordDelayMs: 100 } as const;
const BODY_SECONDS = 1;

let app: App;
let one: Visitor;

beforeAll(async () => {
  app = await startApp({ safeguards: { limits: { bodySeconds: BODY_SECONDS, stallSeconds: 1 } } });
  one = await app.visitor();
});
afterAll(() => app.stop());

describe("AI SDK 7's DefaultChatTransport", () => {
  function send(words: string, abortSignal?: AbortSignal): Promise<ReadableStream<UIMessageChunk>> {
    const transport = new DefaultChatTransport({
      api: `${app.origin}/api/chat`,
      headers: async () => ({ cookie: one.cookie, origin: app.origin, "x-chat-token": await fetchToken(one) }),
    });
    const message: UIMessage = { id: "m1", role: "user", parts: [{ type: "text", text: words }] };
    const trigger = "submit-message" as const;
    return transport.sendMessages({ chatId: "c1", messages: [message], trigger, messageId: undefined, abortSignal });
  }

  it("reads the whole reply", async () => {
    app.provider.behave({ kind: "answer", text: "Grüße aus dem Test: 你好 👋" });
    const chunks: UIMessageChunk[] = [];
    for await (const chunk of await send("Say hello")) chunks.push(chunk);
    expect(chunks.map(({ type }) => type).filter((type) => type !== "text-delta")).toEqual([
      "start",
      "start-step",
      "text-start",
      "text-end",
      "finish-step",
      "finish",
    ]);
    expect(chunks.map((chunk) => (chunk.type === "text-delta" ? chunk.delta : "")).join("")).toBe(
      "Grüße aus dem Test: 你好 👋",
    );
  });

  it("gets the first words long before the last", async () => {
    app.provider.behave(SLOW);
    const started = performance.now();
    const arrivals: number[] = [];
    for await (const { type } of await send("Slowly"))
      if (type === "text-delta") arrivals.push(performance.now() - started);
    expect(arrivals[0]).toBeLessThan(1_000);
    expect(arrivals.at(-1)).toBeGreaterThan(1_800);
  });

  it("stops the provider when the client leaves", async () => {
    app.provider.behave(SLOW);
    const leaving = new AbortController();
    const reader = (await send("Slowly", leaving.signal)).getReader();
    await reader.read();
    const left = performance.now();
    leaving.abort();
    const call = app.provider.calls.at(-1);
    await call?.over;
    expect(performance.now() - left).toBeLessThan(1_000);
    expect(call?.clientLeft).toBe(true);
  });
});

describe("a reply", () => {
  it("carries the headers of the protocol", async () => {
    app.provider.behave({ kind: "answer" });
    const response = await chat(one);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.headers.get("x-vercel-ai-ui-message-stream")).toBe("v1");
    expect(textOf(await readChunks(response))).toBe("Hello from the scripted provider.");
  });

  it.each([
    [{ kind: "stall", afterWords: 2 }, "upstream_timeout"],
    [{ kind: "break", afterWords: 2 }, "upstream_error"],
    [{ kind: "garble", afterWords: 2 }, "upstream_error"],
    [{ kind: "failed", afterWords: 2, code: "server_error" }, "upstream_error"],
  ] as const)("that fails by %o ends as an error chunk of the code %s", async (behaviour, code) => {
    app.provider.behave(behaviour);
    const chunks = await readChunks(await chat(one));
    expect(textOf(chunks)).toBe("word0 word1 ");
    const last = chunks.at(-1);
    expect(last?.type).toBe("error");
    expect(JSON.parse(last?.errorText ?? "")).toMatchObject({ code, requestId: expect.any(String) as string });
  });

  it("tells the provider every knob that costs money", async () => {
    app.provider.behave({ kind: "answer" });
    await (await chat(one)).text();
    const body = app.provider.calls.at(-1)?.body;
    expect(body).toMatchObject({ store: false, service_tier: "default", truncation: "disabled", stream: true });
    expect(body?.max_output_tokens).toBeGreaterThan(0);
    expect(String(body?.safety_identifier)).not.toContain("user-");
  });
});

it("ends a request whose body never comes", async () => {
  const { hostname, port } = new URL(app.origin);
  const headers = [
    "POST /api/chat HTTP/1.1",
    `Host: ${hostname}:${port}`,
    `Cookie: ${one.cookie}`,
    `X-Chat-Token: ${await fetchToken(one)}`,
    "Content-Type: application/json",
    "Content-Length: 1000",
  ];
  const calls = app.provider.calls.length;
  const started = performance.now();
  const socket = connect(Number(port), hostname).setTimeout(10_000, () => socket.destroy());
  socket.write(`${headers.join("\r\n")}\r\n\r\n{"id":`);
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain("application/problem+json");
  expect(answer).toContain('"code":"body_timeout"');
  expect(performance.now() - started).toBeGreaterThan(BODY_SECONDS * 900);
  expect(performance.now() - started).toBeLessThan(BODY_SECONDS * 1000 + 1_500);
  expect(app.provider.calls).toHaveLength(calls);
});
