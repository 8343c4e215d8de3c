/** What real providers send over the Responses protocol, and what each comes to: for the visitor, and in micro-USD. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Behaviour, type Provider, startProvider } from "../../support/provider/provider.ts";
import { REASONING, streamOne } from "../../support/stream-reply.ts";

let provider: Provider;
beforeAll(async () => void (provider = await startProvider()));
afterAll(() => provider.stop());

const tell = (...args: [Behaviour, Parameters<typeof streamOne>[2]?]) => streamOne(provider, ...args);

const event = (fields: Record<string, unknown>) => `data: ${JSON.stringify(fields)}\n\n`;
const created = event({ type: "response.created", response: { status: "in_progress" } });
const delta = (text: string, place: Record<string, unknown> = {}) =>
  event({
    type: "response.output_text.delta",
    item_id: "msg_1",
    output_index: 0,
    content_index: 0,
    delta: text,
    ...place,
  });
const end = (type: string, response: Record<string, unknown> = {}) => event({ type: `response.${type}`, response });
const usage = (input: number, output: number, more = {}) => ({ input_tokens: input, output_tokens: output, ...more });
const raw = (...chunks: (string | number)[]): Behaviour => ({ kind: "raw", chunks });
const length = { incomplete_details: { reason: "max_output_tokens" } };
const message = (id: string, text: string) => ({ id, type: "message", content: [{ type: "output_text", text }] });

/** gpt-6-luna: 0.1 a token of input, 0.5 a token of output, rounded up. */
describe("an end", () => {
  it.each<[string, string[], { finish: string; text: string; charged: number }]>([
    [
      "all spent on thinking",
      [created, end("incomplete", { ...length, usage: usage(32, 512) })],
      { finish: "length", text: "", charged: 260 },
    ],
    [
      "cut after some text",
      [delta("Once upon"), end("incomplete", { ...length, usage: usage(32, 2) })],
      { finish: "length", text: "Once upon", charged: 5 },
    ],
    [
      "filtered",
      [delta("Once"), end("incomplete", { incomplete_details: { reason: "content_filter" }, usage: usage(32, 1) })],
      { finish: "content-filter", text: "Once", charged: 4 },
    ],
    [
      "incomplete without a status or a reason",
      [delta("Once"), end("incomplete", { usage: usage(32, 1) })],
      { finish: "length", text: "Once", charged: 4 },
    ],
    [
      "completed without text, and billed",
      [created, end("completed", { usage: usage(32, 9) })],
      { finish: "stop", text: "", charged: 8 },
    ],
    [
      "completed without a response",
      [delta("Once"), event({ type: "response.completed" })],
      { finish: "stop", text: "Once", charged: 28 },
    ],
  ])("is told as it is: %s", async (_, chunks, told) => {
    expect(await tell(raw(...chunks))).toMatchObject({ code: undefined, ...told });
  });

  it.each<[string, string[]]>([
    ["failed without a status", [delta("Once"), end("failed", { usage: usage(32, 1) })]],
    ["cancelled", [delta("Once"), end("cancelled", { usage: usage(32, 1) })]],
  ])("is a failure, and billed by its usage: %s", async (_, chunks) => {
    expect(await tell(raw(...chunks))).toMatchObject({ code: "upstream_error", finish: undefined, charged: 4 });
  });

  it("that brings neither words nor usage is a failure", async () => {
    const { code, charged, held } = await tell(raw(created, end("completed")));
    expect(code).toBe("upstream_error");
    expect(charged).toBeGreaterThan(0);
    expect(charged).toBeLessThan(held);
  });

  it("that never comes is a failure, though the stream closes cleanly", async () => {
    expect(await tell(raw(created, delta("Once")))).toMatchObject({ code: "upstream_error", text: "Once" });
    expect(await tell(raw())).toMatchObject({ code: "upstream_error", text: "" });
  });
});

describe("text", () => {
  const done = end("completed", { usage: usage(32, 9) });
  const said = { text: "The answer is 4.", charged: 8, finish: "stop" };

  it("of each output item is a part of its own", async () => {
    const { parts } = await tell(
      raw(
        delta("Let me "),
        delta("check."),
        delta("The answer", { item_id: "msg_2", output_index: 1 }),
        delta(" is 4.", { item_id: "msg_2", output_index: 1 }),
        done,
      ),
    );
    expect(parts).toEqual(["Let me check.", "The answer is 4."]);
  });

  it.each<[string, string[]]>([
    [
      "output_text.done",
      [
        event({ type: "response.output_text.done", item_id: "m", output_index: 0, content_index: 0, text: said.text }),
        done,
      ],
    ],
    [
      "content_part.done",
      [
        event({
          type: "response.content_part.done",
          output_index: 0,
          content_index: 0,
          part: { type: "output_text", text: said.text },
        }),
        done,
      ],
    ],
    [
      "output_item.done",
      [event({ type: "response.output_item.done", output_index: 0, item: message("m", said.text) }), done],
    ],
    ["completed", [end("completed", { output: [message("m", said.text)], usage: usage(32, 9) })]],
    [
      "deltas and, after them, in every done event",
      [
        delta("The answer "),
        delta("is 4."),
        event({
          type: "response.output_text.done",
          item_id: "msg_1",
          output_index: 0,
          content_index: 0,
          text: said.text,
        }),
        event({ type: "response.output_item.done", output_index: 0, item: message("msg_1", said.text) }),
        end("completed", { output: [message("msg_1", said.text)], usage: usage(32, 9) }),
      ],
    ],
    [
      "deltas, and again under another name",
      [
        delta("The answer is 4."),
        end("completed", { output: [{ type: "reasoning" }, message("other", said.text)], usage: usage(32, 9) }),
      ],
    ],
    [
      "deltas, and its last words only at the end",
      [
        delta("The answer"),
        event({
          type: "response.output_text.done",
          item_id: "msg_1",
          output_index: 0,
          content_index: 0,
          text: said.text,
        }),
        done,
      ],
    ],
    [
      "refusal deltas",
      [event({ type: "response.refusal.delta", output_index: 0, content_index: 0, delta: said.text }), done],
    ],
    [
      "refusal.done",
      [event({ type: "response.refusal.done", output_index: 0, content_index: 0, refusal: said.text }), done],
    ],
  ])("is shown once when it comes in %s", async (_, chunks) => {
    expect(await tell(raw(created, ...chunks))).toMatchObject(said);
  });
});

describe("one JSON document instead of a stream", () => {
  const json = (status: string, fields: Record<string, unknown>): Behaviour => ({
    kind: "raw",
    headers: { "content-type": "application/json; charset=utf-8" },
    chunks: [JSON.stringify({ object: "response", status, ...fields })],
  });

  it("is shown, and costs its own usage", async () => {
    const whole = json("completed", { output: [message("m", "Hello")], usage: usage(10_000, 40) });
    expect(await tell(whole)).toMatchObject({ text: "Hello", finish: "stop", charged: 1_020 });
  });

  it("that failed is a failure, and costs its own usage", async () => {
    const failed = json("failed", { error: { code: "server_error" }, usage: usage(10_000, 40) });
    expect(await tell(failed)).toMatchObject({ code: "upstream_error", charged: 1_020 });
  });

  it("that is an error of the provider is read as one", async () => {
    const error = {
      kind: "raw",
      headers: { "content-type": "application/json" },
      chunks: ['{"error":{"code":429,"message":"slow"}}'],
    } as const;
    expect(await tell({ ...error, chunks: [...error.chunks] })).toMatchObject({ code: "provider_busy", text: "" });
  });
});

describe("figures that contradict each other", () => {
  it("are read at the dearer value", async () => {
    const figures = usage(32, 9, { output_tokens_details: { reasoning_tokens: 2_000 }, total_tokens: 2_041 });
    const { charged } = await tell(raw(delta("Hi"), end("completed", { usage: figures })), {
      model: REASONING,
      maxOutputTokens: 4_096,
    });
    expect(charged).toBe(Math.ceil(32 * 0.25 + 2_009 * 2));
  });

  it("are not believed when they leave out what was heard", async () => {
    const words = Array.from({ length: 60 }, (_, at) => delta(`word${at} `));
    const { charged } = await tell(raw(...words, end("completed", { usage: usage(9, 1) })));
    expect(charged).toBeGreaterThan(60 * 0.5);
  });
});

describe("a provider that goes on past the output it was asked for", () => {
  const words = Array.from({ length: 2_000 }, (_, at) => delta(`word${at} `));

  it("is cut once more has come, and costs no more than the hold and what arrived with one read", async () => {
    const {
      finish,
      end: ended,
      charged,
      held,
    } = await tell(raw(...words.flatMap((word) => [word, 1])), { maxOutputTokens: 64 });
    expect([finish, ended.outputBoundPassed]).toEqual(["length", true]);
    // Each word is two or three tokens, and a busy machine may find some together.
    expect(charged).toBeGreaterThan(held);
    expect(charged).toBeLessThan(held + 200 * 0.5);
    await provider.calls.at(-1)?.over;
    expect(provider.calls.at(-1)?.clientLeft).toBe(true);
  });

  it("is charged for all that came, though the stream breaks without usage", async () => {
    const behaviour: Behaviour = { kind: "raw", chunks: [words.join("")], breaks: true };
    const { charged, held, end: ended } = await tell(behaviour, { maxOutputTokens: 64 });
    expect(charged).toBeGreaterThan(held + (Number(ended.steps[0]?.deltas) - 64) * 0.5);
  });

  it("is not suspected when long text has few tokens", async () => {
    const text = "The quick brown fox jumps over the lazy dog. ".repeat(50);
    const { finish, end: ended } = await tell(raw(delta(text), end("completed", { usage: usage(9, 501) })), {
      maxOutputTokens: 512,
    });
    expect([finish, ended.outputBoundPassed]).toEqual(["stop", false]);
  });
});

describe("a silence", () => {
  const limits = { stallSeconds: 0.3, replySeconds: 20 };
  const late = raw(created, 1_000, delta("At last"), end("completed", { usage: usage(32, 2) }));

  it("ends a reply of a model that does not reason, and not of one that does", async () => {
    expect(await tell(late, { limits })).toMatchObject({ code: "upstream_timeout", text: "" });
    expect(await tell(late, { limits, model: REASONING })).toMatchObject({ code: undefined, text: "At last" });
  });

  it("is none while comments come", async () => {
    const comments = Array.from({ length: 10 }, () => [": keep-alive\n\n", 100]).flat();
    expect(
      await tell(raw(...comments, delta("At last"), end("completed", { usage: usage(32, 2) })), { limits }),
    ).toMatchObject({ text: "At last", charged: 5 });
  });
});

describe("a provider that is not there", () => {
  it.each(["nobody listens at its port", "nobody knows its name"])("costs nothing: %s", async (why) => {
    const gone = await startProvider();
    await gone.stop();
    const url = why.includes("port") ? gone.url : "http://nowhere.invalid/v1";
    const { code, charged, end: ended } = await tell({ kind: "answer" }, { url, model: REASONING });
    expect([code, charged, ended.concerns]).toEqual(["upstream_error", 0, "health"]);
  });

  it("costs nothing at a port that fetch calls nobody at", async () => {
    const { code, charged } = await tell({ kind: "answer" }, { url: "http://127.0.0.1:9/v1", model: REASONING });
    expect([code, charged]).toEqual(["upstream_error", 0]);
  });

  it("costs nothing when it does not speak TLS", async () => {
    const { charged } = await tell({ kind: "answer" }, { url: provider.url.replace("http:", "https:") });
    expect(charged).toBe(0);
  });

  it("costs the whole hold when the connection breaks after the request was sent", async () => {
    const { charged, held } = await tell({ kind: "drop" }, { model: REASONING });
    expect(charged).toBe(held);
  });
});

describe("a refusal with a body of any shape", () => {
  it.each<[number, string, string]>([
    [401, '{"error":{"code":401,"message":"No auth credentials found"}}', "provider_unavailable"],
    [402, '{"error":{"code":402,"message":"More credits are needed"}}', "provider_unavailable"],
    [429, '{"error":{"code":429,"message":"Rate limited"}}', "provider_busy"],
    [404, '{"error":"model \\"llama9\\" not found, try pulling it first"}', "provider_unavailable"],
    [400, '{"object":"error","message":"bad","type":"BadRequestError","code":400}', "provider_unavailable"],
    [422, '{"detail":[{"loc":["body"],"msg":"extra field"}]}', "provider_unavailable"],
    [403, "<html>Forbidden</html>", "provider_unavailable"],
    [401, "", "provider_unavailable"],
    [404, "", "provider_unavailable"],
  ])("costs nothing: %i %s", async (status, body, code) => {
    expect(await tell({ kind: "raw", status, headers: {}, chunks: [body] })).toMatchObject({ code, charged: 0 });
  });

  it("says how long to wait", async () => {
    const busy: Behaviour = {
      kind: "raw",
      status: 429,
      headers: { "retry-after": "20" },
      chunks: ['{"error":{"code":"rate_limit_exceeded"}}'],
    };
    expect(await tell(busy)).toMatchObject({ code: "provider_busy", retryAfterSeconds: 20, charged: 0 });
  });
});
