import { describe, expect, it } from "vitest";

import { type ReplyPart, replyParts } from "../../../lib/chat/provider/reply-parts.ts";
import { responses } from "../../../lib/chat/provider/responses-events.ts";
import { endOf, startOf, wordEvent } from "../../support/provider/events.ts";

const reply = { id: "resp_1", model: "gpt-6-luna", words: ["Grüße ", '"aus" ', "Zürich\n\n", "🦜"] };
const usage = { input: 9, cachedInput: 4, output: 4 };
const events = [
  startOf(reply),
  ...reply.words.map(wordEvent),
  endOf(reply, { usage, cut: false, failure: undefined }),
].join("");
const told = {
  text: reply.words.join(""),
  deltas: 4,
  finish: "stop",
  usage: { input: 9, cachedInput: 4, cacheWrite: 0, output: 4 },
};

/** Reads chunks of bytes as the network would bring them, and adds up what was read. */
async function read(chunks: (string | Uint8Array)[], contentType = "text/event-stream") {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
      controller.close();
    },
  });
  const parts: ReplyPart[] = [];
  let fault: unknown;
  try {
    const response = new Response(stream, { headers: { "content-type": contentType } });
    for await (const part of replyParts(response, responses)) parts.push(part);
  } catch (error) {
    fault = error;
  }
  return {
    parts: parts.length,
    text: parts.flatMap(({ texts }) => texts.map(({ text }) => text)).join(""),
    deltas: parts.reduce((sum, { deltas }) => sum + deltas, 0),
    finish: parts.find(({ finish }) => finish)?.finish ?? null,
    usage: parts.find(({ usage }) => usage)?.usage ?? null,
    fault,
  };
}

describe("the parts of a reply", () => {
  it("hold together what arrived together, and count its pieces", async () => {
    expect(await read([events])).toEqual({ ...told, parts: 1, fault: undefined });
  });

  it("are the same wherever the network cuts, also inside a character", async () => {
    const bytes = new TextEncoder().encode(events);
    for (let at = 1; at < bytes.length; at += 1)
      expect(await read([bytes.slice(0, at), bytes.slice(at)])).toMatchObject({ ...told, fault: undefined });
    expect(await read([...bytes].map((byte) => new Uint8Array([byte])))).toMatchObject({ ...told, fault: undefined });
  });

  it.each([
    ["lines that end as on Windows", events.replaceAll("\n", "\r\n")],
    ["lines that end with a carriage return", events.replaceAll("\n", "\r")],
    ["no blank line after the last event", events.trimEnd()],
    ["a closing mark", `${events}data: [DONE]\n\n`],
    ["comments that keep the line open", events.replaceAll("event:", ": still here\nevent:")],
    ["an event without data", events.replaceAll("event:", "data:\n\nevent:")],
    ["an event that is null", events.replaceAll("event:", "data: null\n\nevent:")],
    ["pings with words in them", events.replaceAll("event:", "event: ping\ndata: still here\n\nevent:")],
    ["events that nobody knows", events.replaceAll("event:", 'data: {"type":"keepalive","delta":"no text"}\n\nevent:')],
    ["no blank after the colon", events.replaceAll("data: ", "data:")],
  ])("are read from a stream with %s", async (_, text) => {
    const halves = [text.slice(0, 700), text.slice(700)];
    expect(await read(halves)).toMatchObject({ ...told, fault: undefined });
  });
});

it("comes in parts without words while a model reasons: a sign of life", async () => {
  const reasoning = 'data: {"type":"response.reasoning_summary_text.delta","delta":"Hm"}\n\n';
  expect(await read([reasoning, reasoning, events])).toMatchObject({ ...told, parts: 3 });
});

describe("a fault", () => {
  const words = wordEvent("one ") + wordEvent("two ");
  it.each([
    ["rubbish", "data: {{{\n\n"],
    ["an event that is cut off", 'data: {"type":"response.output_text.delta","delta":"x'],
    ["a word that is no text", 'data: {"type":"response.output_text.delta","delta":7}\n\n'],
    ["an error event", 'event: error\ndata: {"type":"error","message":"told to fail"}\n\n'],
    ["an error under another name", 'data: {"error":{"message":"told to fail"}}\n\n'],
  ])("(%s) is one only after the words before it, which are billed", async (_, fault) => {
    expect(await read([words + fault])).toMatchObject({
      text: "one two ",
      deltas: 2,
      finish: null,
      fault: expect.any(Error) as Error,
    });
  });

  it.each([
    ["an error event", 'data: {"type":"error","code":"insufficient_quota"}\n\n'],
    ["an error under another name", 'data: {"error":{"code":"insufficient_quota"}}\n\n'],
    ["a failed response", endOf(reply, { usage, cut: false, failure: "insufficient_quota" })],
  ])("(%s) keeps the provider's code", async (_, fault) => {
    expect((await read([words + fault])).fault).toMatchObject({ code: "insufficient_quota" });
  });

  it("closes the line to the provider", async () => {
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode("data: {{{\n\n")),
      cancel: () => void (cancelled = true),
    });
    const parts = replyParts(new Response(stream), responses);
    await parts.next();
    await expect(parts.next()).rejects.toThrow(SyntaxError);
    expect(cancelled).toBe(true);
  });
});
