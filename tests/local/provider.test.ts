/** The stand-in provider as the real SDK sees it. */
import OpenAI from "openai";
import type { ResponseStreamEvent } from "openai/resources/responses/responses";
import { setTimeout } from "node:timers/promises";
import { ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { config } from "../../lib/config.ts";
import { type LocalProvider, startLocalProvider } from "../../lib/local/provider.ts";

const MODEL = "gpt-6-luna";
let provider: LocalProvider;
let client: OpenAI;

beforeAll(async () => {
  provider = await startLocalProvider({ msPerWord: 0 });
  client = clientOf(provider);
});
afterAll(() => provider.close());

function clientOf({ baseUrl, apiKey }: LocalProvider): OpenAI {
  return new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 0, logLevel: "off" });
}

async function eventsFor(input: string, maxOutputTokens?: number): Promise<ResponseStreamEvent[]> {
  const limit = maxOutputTokens ? { max_output_tokens: maxOutputTokens } : {};
  return collect(await client.responses.create({ model: MODEL, input, stream: true, ...limit }));
}

async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe("a streamed answer", () => {
  it("comes as the events of the Responses API, in order and numbered", async () => {
    const events = await eventsFor("hello");
    const types = events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
    expect(types).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
  });

  it("satisfies the SDK's own accumulator", async () => {
    const stream = client.responses.stream({ model: MODEL, input: "show me a table" });
    let text = "";
    stream.on("response.output_text.delta", ({ delta }) => (text += delta));
    const response = await stream.finalResponse();
    expect(response).toMatchObject({ status: "completed", model: MODEL, output_text: text });
    expect(text).toContain("| --- |");
  });

  it("ends with its usage", async () => {
    const end = (await eventsFor("hello")).at(-1);
    if (end?.type !== "response.completed") throw new Error(`The stream ended with ${end?.type}`);
    const { usage, output_text } = { ...end.response, output_text: textOf(end.response) };
    expect(usage).toMatchObject({
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 0 },
    });
    expect(usage?.input_tokens).toBeGreaterThan(0);
    expect(usage?.total_tokens).toBe((usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0));
    expect(usage?.output_tokens).toBeLessThanOrEqual(Buffer.byteLength(output_text));
  });

  it.each([16, 40, 100])("never goes beyond %i output tokens, and says so", async (limit) => {
    const end = (await eventsFor("tell me a long story", limit)).at(-1);
    if (end?.type !== "response.incomplete") throw new Error(`The stream ended with ${end?.type}`);
    expect(end.response.incomplete_details).toEqual({ reason: "max_output_tokens" });
    expect(end.response.usage?.output_tokens).toBeGreaterThan(limit / 2);
    expect(end.response.usage?.output_tokens).toBeLessThanOrEqual(limit);
  });

  it("finds what was sent before in its cache", async () => {
    const long = "a long question ".repeat(400);
    const input = [
      { role: "user" as const, content: long },
      { role: "assistant" as const, content: "an answer" },
      { role: "user" as const, content: "and now?" },
    ];
    const { usage } = await client.responses.create({ model: MODEL, input });
    expect(usage?.input_tokens_details.cached_tokens).toBeGreaterThan(1_024);
    expect(usage?.input_tokens_details.cached_tokens).toBeLessThan(usage?.input_tokens ?? 0);
  });
});

describe("a streamed answer over Chat Completions", () => {
  const ask = { model: MODEL, messages: [{ role: "user" as const, content: "tell me a long story" }] };
  const chunksFor = async (extra: object = {}) =>
    collect(await client.chat.completions.create({ ...ask, ...extra, stream: true }));

  it("is the same answer as over Responses, and ends with its usage in a chunk without choices when that was asked for", async () => {
    const chunks = await chunksFor({ stream_options: { include_usage: true } });
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
    expect(text).toBe((await client.responses.create({ model: MODEL, input: "tell me a long story" })).output_text);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("stop");
    const { choices, usage } = chunks.at(-1) ?? {};
    expect(choices).toEqual([]);
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
  });

  it("tells no usage unasked", async () => {
    const chunks = await chunksFor();
    expect(chunks.filter(({ usage }) => usage)).toEqual([]);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("stop");
  });

  it.each(["max_completion_tokens", "max_tokens"])("never goes beyond %s, and says so", async (field) => {
    const chunks = await chunksFor({ [field]: 40, stream_options: { include_usage: true } });
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("length");
    expect(chunks.at(-1)?.usage?.completion_tokens).toBeLessThanOrEqual(40);
  });

  it("satisfies the SDK's own accumulator, and comes in one piece when no stream was asked for", async () => {
    const whole = await client.chat.completions.create(ask);
    const streamed = await client.chat.completions.stream(ask).finalChatCompletion();
    expect(whole.choices[0]?.message.content).toBe(streamed.choices[0]?.message.content);
    expect(whole.usage?.completion_tokens).toBeGreaterThan(0);
  });

  it("refuses a second choice, and no message", async () => {
    await expect(client.chat.completions.create({ ...ask, n: 2 })).rejects.toMatchObject({ status: 400 });
    await expect(client.chat.completions.create({ ...ask, messages: [] })).rejects.toMatchObject({ status: 400 });
  });
});

describe("moderation", () => {
  it("flags words of its own, each text by itself", async () => {
    const { results } = await client.moderations.create({ input: ["hello", "please flag this"] });
    expect(results.map(({ flagged }) => flagged)).toEqual([false, true]);
    expect((await client.moderations.create({ input: "hello" })).results).toHaveLength(1);
  });

  it("refuses what is none", async () => {
    await expect(client.post("/moderations", { body: {} })).rejects.toMatchObject({ status: 400 });
  });
});

describe("the pace", () => {
  it("lets words arrive one after the other, and stops at once when the client leaves", async () => {
    const slow = await startLocalProvider({ msPerWord: 20 });
    const abort = new AbortController();
    const written = vi.spyOn(ServerResponse.prototype, "write");
    const start = performance.now();
    const input = { model: MODEL, input: "tell me a long story", stream: true as const };
    const arrivals: number[] = [];
    for await (const { type } of await clientOf(slow).responses.create(input, { signal: abort.signal })) {
      if (type === "response.output_text.delta") arrivals.push(performance.now() - start);
      if (arrivals.length === 5) abort.abort();
    }
    expect(arrivals).toHaveLength(5);
    expect((arrivals[4] ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(60);
    await setTimeout(20);
    const soonAfter = written.mock.calls.length;
    await setTimeout(200);
    expect(written.mock.calls.length).toBe(soonAfter);
    written.mockRestore();
    await slow.close();
  });

  it("keeps one client's leaving from others' answers", async () => {
    const slow = await startLocalProvider({ msPerWord: 1 });
    const abort = new AbortController();
    const other = clientOf(slow).responses.create({ model: MODEL, input: "hello", stream: true });
    const stream = await clientOf(slow).responses.create(
      { model: MODEL, input: "hi", stream: true },
      { signal: abort.signal },
    );
    for await (const _ of stream) abort.abort();
    expect((await collect(await other)).at(-1)?.type).toBe("response.completed");
    await slow.close();
  });
});

describe("what else it understands", () => {
  it("answers in one piece when no stream was asked for", async () => {
    const response = await client.responses.create({ model: MODEL, input: "what is 6 * 7?" });
    expect(response).toMatchObject({
      status: "completed",
      output_text: expect.stringContaining("6 * 7 = 42") as string,
    });
  });

  it("reads messages whose content comes in parts", async () => {
    const content = ["what is ", "6 * 7?"].map((text) => ({ type: "input_text" as const, text }));
    const response = await client.responses.create({ model: MODEL, input: [{ role: "user", content }] });
    expect(response.output_text).toContain("42");
  });

  it("lists the models that the configuration names", async () => {
    const { data } = await client.models.list();
    expect(data.map(({ id }) => id)).toEqual(Object.keys(config.models));
  });

  it("refuses a wrong key as the real provider does", async () => {
    const stranger = new OpenAI({ baseURL: provider.baseUrl, apiKey: "wrong", maxRetries: 0, logLevel: "off" });
    await expect(stranger.responses.create({ model: MODEL, input: "hello" })).rejects.toMatchObject({
      status: 401,
      code: "invalid_api_key",
      type: "invalid_request_error",
    });
  });

  it("refuses what it does not understand as the real provider does", async () => {
    await expect(client.responses.create({ model: "", input: "hello" })).rejects.toMatchObject({ status: 400 });
    await expect(
      client.responses.create({ model: MODEL, input: "hello", max_output_tokens: 15 }),
    ).rejects.toMatchObject({ status: 400 });
    await expect(client.post("/responses", { body: "{" })).rejects.toMatchObject({ status: 400 });
    await expect(client.get("/files")).rejects.toMatchObject({ status: 404, code: "unknown_url" });
  });
});

function textOf({ output }: OpenAI.Responses.Response): string {
  const parts = output.flatMap((item) => (item.type === "message" ? item.content : []));
  return parts.map((part) => (part.type === "output_text" ? part.text : "")).join("");
}
