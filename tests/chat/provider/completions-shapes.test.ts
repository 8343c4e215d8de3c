/** What servers of the Chat Completions protocol send, and what each comes to: for the visitor, and in micro-USD. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Behaviour, type Provider, startProvider } from "../../support/provider/provider.ts";
import { REASONING, streamOne } from "../../support/stream-reply.ts";

let provider: Provider;
beforeAll(async () => void (provider = await startProvider()));
afterAll(() => provider.stop());

type Options = Parameters<typeof streamOne>[2];
const tell = (behaviour: Behaviour, options: Options = {}) =>
  streamOne(provider, behaviour, { ...options, variables: { OPENAI_API: "chat", ...options.variables } });

type Fields = Record<string, unknown>;
const raw = (...chunks: (string | number)[]): Behaviour => ({ kind: "raw", chunks });
const chunk = (fields: Fields) =>
  `data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "m", ...fields })}\n\n`;
const choice = (delta: Fields, finish_reason: string | null = null, more: Fields = {}) =>
  chunk({ choices: [{ index: 0, delta, logprobs: null, finish_reason, ...more }] });
const say = (content: string) => choice({ content });
const role = choice({ role: "assistant", content: "" });
const stop = choice({}, "stop");
const usage = (prompt_tokens: number, completion_tokens: number, more: Fields = {}) => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
  ...more,
});
const bill = (...figures: Parameters<typeof usage>) => chunk({ choices: [], usage: usage(...figures) });
const done = "data: [DONE]\n\n";
const document = (fields: Fields): Behaviour => ({
  kind: "raw",
  headers: { "content-type": "application/json" },
  chunks: [JSON.stringify(fields)],
});

/** "Be brief." and "Hello!" are 5 tokens, 6 with the margin, 17 with what surrounds them; 48 more may be on their way. */
const byCount = (received: number) => Math.ceil(17 * 0.125 + (received + 48) * 0.5);

/** gpt-6-luna: 0.1 a token of input, 0.01 from the cache, 0.125 into it, 0.5 of output, rounded up. */
describe("the shape of", () => {
  const rows: [string, string[], { text: string; finish?: string; charged: number }][] = [
    [
      "OpenAI: usage last, obfuscation beside each delta",
      [
        chunk({
          choices: [{ index: 0, delta: { role: "assistant", content: "", refusal: null } }],
          obfuscation: "xY3",
        }),
        chunk({ choices: [{ index: 0, delta: { content: "Hi " } }], usage: null, obfuscation: "q" }),
        say("there"),
        stop,
        bill(1_000, 2, { prompt_tokens_details: { cached_tokens: 600, audio_tokens: 0 } }),
        done,
      ],
      { text: "Hi there", charged: 400 * 0.1 + 600 * 0.01 + 1 },
    ],
    [
      "Azure: a first chunk of filter results, and a last one without a delta",
      [
        chunk({ choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }], usage: null }),
        role,
        say("Hi"),
        stop,
        chunk({ id: "", choices: [{ index: 0, finish_reason: null, content_filter_offsets: { check_offset: 4 } }] }),
        bill(32, 1),
        done,
      ],
      { text: "Hi", charged: 4 },
    ],
    [
      "OpenRouter: comments, a price of its own, writes into the cache",
      [
        ": OPENROUTER PROCESSING\n\n",
        ": OPENROUTER PROCESSING\n\n",
        say("Hi"),
        choice({ content: "" }, "stop", { native_finish_reason: "STOP" }),
        chunk({
          choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }],
          usage: {
            ...usage(1_000, 1, { prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 800 } }),
            cost: 0.000001,
            cost_details: { upstream_inference_cost: 0 },
          },
        }),
        done,
      ],
      { text: "Hi", charged: Math.ceil(200 * 0.1 + 800 * 0.125 + 0.5) },
    ],
    [
      "vLLM: usage in every chunk",
      [
        chunk({ choices: [{ index: 0, delta: { role: "assistant", content: "" } }], usage: usage(32, 0) }),
        chunk({ choices: [{ index: 0, delta: { content: "Hi " } }], usage: usage(32, 1) }),
        chunk({ choices: [{ index: 0, delta: { content: "you" }, finish_reason: "stop" }], usage: usage(32, 2) }),
        bill(32, 3),
        done,
      ],
      { text: "Hi you", charged: 5 },
    ],
    [
      "Ollama: one choice a chunk, and the usage with its last",
      [
        role,
        say("Hi"),
        chunk({ choices: [{ index: 0, delta: { content: "" }, finish_reason: "stop" }] }),
        bill(32, 1),
        done,
      ],
      { text: "Hi", charged: 4 },
    ],
    ["LM Studio: no usage", [role, say("Hi"), stop, done], { text: "Hi", charged: byCount(2) }],
    ["a server without the mark of the end", [say("Hi"), stop, bill(32, 1)], { text: "Hi", charged: 4 }],
    ["a server without usage or the mark", [say("Hi"), stop], { text: "Hi", charged: byCount(2) }],
    ["a server whose finish reason is null", [say("Hi"), bill(32, 1), done], { text: "Hi", charged: 4 }],
    ["a server without reason and mark", [say("Hi"), bill(32, 1)], { text: "Hi", charged: 4 }],
    ["a server without reason and usage", [say("Hi"), done], { text: "Hi", charged: byCount(2) }],
    [
      "a server whose usage falls back to nothing",
      [chunk({ choices: [{ index: 0, delta: { content: "Hi" } }], usage: usage(500, 9) }), stop, bill(0, 0), done],
      { text: "Hi", charged: Math.ceil(50 + 4.5) },
    ],
    [
      "a server that sends the message so far beside each delta",
      [
        chunk({ choices: [{ index: 0, delta: { content: "Hi" }, message: { role: "assistant", content: "Hi" } }] }),
        chunk({ choices: [{ index: 0, delta: { content: " you" }, message: { content: "Hi you" } }] }),
        stop,
        bill(32, 2),
        done,
      ],
      { text: "Hi you", charged: 5 },
    ],
    [
      "a server that numbers its one choice otherwise",
      [chunk({ choices: [{ index: 1, delta: { content: "Hi" }, finish_reason: "stop" }] }), bill(32, 1), done],
      { text: "Hi", charged: 4 },
    ],
    [
      "a server that sends parts instead of text",
      [
        choice({ content: [{ type: "thinking", thinking: [{ type: "text", text: "Hm." }] }] }),
        choice({ content: [{ type: "text", text: "Hi" }] }, "stop"),
        bill(32, 4),
        done,
      ],
      { text: "Hi", charged: 6 },
    ],
    [
      "a refusal",
      [choice({ refusal: "I will not " }), choice({ refusal: "say that." }), stop, bill(32, 7), done],
      { text: "I will not say that.", charged: 7 },
    ],
  ];

  it.each(rows)("%s", async (_, chunks, { finish = "stop", ...told }) => {
    expect(await tell(raw(...chunks))).toMatchObject({ code: undefined, finish, ...told });
  });
});

describe("an end", () => {
  it.each<[string, string[], { finish: string; text: string; charged: number }]>([
    [
      "cut by its length",
      [say("Once"), choice({}, "length"), bill(32, 1), done],
      { finish: "length", text: "Once", charged: 4 },
    ],
    [
      "all spent on thinking",
      [choice({ reasoning_content: "Hm" }), choice({}, "length"), bill(32, 512), done],
      { finish: "length", text: "", charged: 260 },
    ],
    [
      "filtered",
      [say("Once"), choice({}, "content_filter"), bill(32, 1), done],
      { finish: "content-filter", text: "Once", charged: 4 },
    ],
    ["empty, and billed", [role, stop, bill(32, 9), done], { finish: "stop", text: "", charged: 8 }],
  ])("is told as it is: %s", async (_, chunks, told) => {
    expect(await tell(raw(...chunks))).toMatchObject({ code: undefined, ...told });
  });

  it.each<[string, string[]]>([
    ["neither words nor usage", [role, stop, done]],
    ["nothing but the mark", [done]],
  ])("that brings %s is a failure", async (_, chunks) => {
    const { code, charged } = await tell(raw(...chunks));
    expect([code, charged]).toEqual(["upstream_error", byCount(0)]);
  });

  it("that never comes is a failure, though the stream closes cleanly", async () => {
    expect(await tell(raw(say("Once")))).toMatchObject({ code: "upstream_error", text: "Once", charged: byCount(2) });
    expect(await tell(raw())).toMatchObject({ code: "upstream_error", text: "" });
  });

  it("keeps nobody waiting for a connection that stays open after the bill", async () => {
    const { finish, end } = await tell(raw(say("Hi"), stop, bill(32, 1), 5_000, done));
    expect(finish).toBe("stop");
    expect(end.totalMs).toBeLessThan(3_000);
  });
});

describe("an error inside a 200", () => {
  const at = (code: unknown, more: Fields = {}) => ({ code, message: "told to fail", ...more });
  it.each<[string, string[], string]>([
    [
      "OpenRouter's, busy",
      [say("Hi"), chunk({ error: at(429), choices: [{ index: 0, delta: { content: "" }, finish_reason: "error" }] })],
      "provider_busy",
    ],
    ["OpenRouter's, out of credit", [chunk({ error: at(402) }), done], "provider_unavailable"],
    ["of a choice", [say("Hi"), choice({}, "error", { error: at(502) }), done], "upstream_error"],
    ["that is a finish reason alone", [say("Hi"), choice({}, "error"), bill(32, 1), done], "upstream_error"],
    [
      "vLLM's, nested",
      [chunk({ error: { object: "error", type: "InternalServerError", code: 500 } }), done],
      "upstream_error",
    ],
    [
      "vLLM's, flat",
      [`data: ${JSON.stringify({ object: "error", message: "no", code: 503 })}\n\n`, done],
      "provider_busy",
    ],
    [
      "LM Studio's, in an event of its own",
      [say("Hi"), `event: error\ndata: {"error":{"message":"crashed"}}\n\n`],
      "upstream_error",
    ],
    ["that is text", ['data: {"error":"model runner has stopped"}\n\n'], "upstream_error"],
    ["a flagged prompt", [chunk({ error: at("content_filter") })], "prompt_refused"],
    [
      "OpenRouter's, a flagged prompt",
      [chunk({ error: at(403, { metadata: { reasons: ["violence"], flagged_input: "…" } }) })],
      "prompt_refused",
    ],
  ])("is a failure, and is not taken to be free: %s", async (_, chunks, code) => {
    const told = await tell(raw(...chunks));
    expect([told.code, told.finish]).toEqual([code, undefined]);
    expect(told.charged).toBeGreaterThanOrEqual(byCount(told.text ? 1 : 0));
    expect(told.charged).toBeLessThan(told.held);
  });

  it("costs the whole hold when the model may have thought", async () => {
    const { charged, held } = await tell(raw(chunk({ error: at(502) })), { model: REASONING });
    expect(charged).toBe(held);
  });
});

describe("an answer that breaks off", () => {
  it("costs no less than the figures that came with it so far, and what may be on its way", async () => {
    const words = (count: number) =>
      chunk({ choices: [{ index: 0, delta: { content: "word " } }], usage: usage(9_000, count) });
    const far = await tell({ kind: "raw", chunks: [words(1), words(2), 100], breaks: true });
    expect([far.code, far.charged]).toEqual(["upstream_error", 901]);
    const near = (count: number) =>
      chunk({ choices: [{ index: 0, delta: { content: "word " } }], usage: usage(9, count) });
    const { charged } = await tell({ kind: "raw", chunks: [near(1), near(2), 100], breaks: true });
    expect(charged).toBeGreaterThanOrEqual(byCount(2));
  });

  it("is finished when it breaks after its reason", async () => {
    expect(await tell({ kind: "raw", chunks: [say("Hi"), stop, 100], breaks: true })).toMatchObject({ finish: "stop" });
  });
});

describe("figures", () => {
  it.each<[string, Fields, number]>([
    [
      "of reasoning within the output",
      usage(32, 2_009, { completion_tokens_details: { reasoning_tokens: 2_000 } }),
      2_009,
    ],
    ["of reasoning beside the output", usage(32, 9, { completion_tokens_details: { reasoning_tokens: 2_000 } }), 2_009],
    ["of reasoning that only the total shows", usage(32, 9, { total_tokens: 541, completion_tokens_details: {} }), 509],
  ])("%s are read at the dearer value", async (_, figures, output) => {
    const { charged } = await tell(raw(say("Hi"), stop, chunk({ choices: [], usage: figures }), done), {
      model: REASONING,
      maxOutputTokens: 4_096,
    });
    expect(charged).toBe(Math.ceil(32 * 0.25 + output * 2));
  });

  it("are not believed when they are of nothing", async () => {
    const words = Array.from({ length: 60 }, (_, at) => say(`word${at} `));
    const { charged } = await tell(raw(...words, stop, bill(0, 0), done));
    expect(charged).toBeGreaterThan(60 * 0.5);
  });

  it("that no provider can mean cost the whole hold", async () => {
    const { charged, held } = await tell(raw(say("Hi"), stop, bill(-1, 2), done));
    expect(charged).toBe(held);
  });
});

describe("reasoning", () => {
  const thought = (text: string, field: string) => choice({ [field]: text });

  it.each(["reasoning_content", "reasoning"])("in %s counts as life and as output, and is not shown", async (field) => {
    const thoughts = Array.from({ length: 8 }, () => [thought("thinking ", field), 100]).flat();
    const told = await tell(raw(...thoughts, say("Hi"), stop, done), { limits: { stallSeconds: 0.4 } });
    expect(told).toMatchObject({ code: undefined, text: "Hi" });
    expect(told.end.steps).toMatchObject([{ deltas: 9, text: expect.stringContaining("thinking thinking") as string }]);
    expect(told.charged).toBeGreaterThanOrEqual(byCount(9));
  });

  it("is counted once where a server sends it under both names", async () => {
    const both = choice({ reasoning_content: "Hm, ", reasoning: "Hm, " });
    const { end } = await tell(raw(both, both, say("Hi"), stop, bill(32, 5), done));
    expect([end.steps[0]?.text.length, end.steps[0]?.deltas]).toEqual(["Hm, Hm, Hi".length, 3]);
  });

  it("does not pass the bound unnoticed", async () => {
    const thoughts = Array.from({ length: 400 }, (_, at) => [thought(`word${at} `, "reasoning"), 1]).flat();
    const { finish, end } = await tell(raw(...thoughts), { maxOutputTokens: 64 });
    expect([finish, end.outputBoundPassed]).toEqual(["length", true]);
  });
});

describe("a second choice that nobody asked for", () => {
  it("is not shown, and is paid for", async () => {
    const both = chunk({
      choices: [
        { index: 0, delta: { content: "Hi" } },
        { index: 1, delta: { content: "Hello" } },
      ],
    });
    const told = await tell(raw(both, both, stop, done));
    expect([told.text, told.end.steps[0]?.deltas]).toEqual(["HiHi", 4]);
  });
});

describe("one JSON document instead of a stream", () => {
  const whole = (message: Fields, finish_reason: string | null = "stop") => ({
    object: "chat.completion",
    choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason }],
    usage: usage(10_000, 40),
  });

  it.each<[string, Fields, string]>([
    ["is shown, and costs its own usage", whole({ content: "Hello" }), "Hello"],
    ["is shown without a reason", whole({ content: "Hello" }, null), "Hello"],
    ["is shown without its thoughts", whole({ content: "Hello", reasoning: "Hm" }), "Hello"],
    ["is shown when it is a refusal", whole({ content: null, refusal: "No." }), "No."],
  ])("%s", async (_, fields, text) => {
    expect(await tell(document(fields))).toMatchObject({ text, finish: "stop", charged: 1_020 });
  });

  it("that is an error is read as one", async () => {
    expect(await tell(document({ error: { code: 429, message: "slow" } }))).toMatchObject({
      code: "provider_busy",
      text: "",
    });
    expect(await tell(document({}))).toMatchObject({ code: "upstream_error" });
  });
});

describe("a refusal before any answer", () => {
  it.each<[number, string, string]>([
    [
      400,
      '{"error":{"message":"flagged","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}',
      "prompt_refused",
    ],
    [402, '{"error":{"code":402,"message":"More credits are needed"},"user_id":"u"}', "provider_unavailable"],
    [
      404,
      '{"error":{"message":"model \\"x\\" not found, try pulling it first","type":"api_error","param":null,"code":null}}',
      "provider_unavailable",
    ],
    [403, '{"error":{"code":403,"message":"flagged","metadata":{"reasons":["violence"]}}}', "prompt_refused"],
    [403, '{"error":{"code":403,"message":"Key limit exceeded","metadata":{}}}', "provider_unavailable"],
    [404, '{"error":{"code":"DeploymentNotFound","message":"no such deployment"}}', "provider_unavailable"],
    [
      422,
      '{"object":"error","message":{"detail":[{"type":"extra_forbidden"}]},"type":"invalid_request_error","code":null}',
      "provider_unavailable",
    ],
    [429, '{"error":{"code":429,"message":"Rate limited upstream","metadata":{"provider_name":"x"}}}', "provider_busy"],
    [503, '{"error":{"message":"Model is loading","type":"unavailable_error","code":503}}', "provider_busy"],
  ])("costs nothing: %i %s", async (status, body, code) => {
    const headers = { "content-type": "application/json" };
    expect(await tell({ kind: "raw", status, headers, chunks: [body] })).toMatchObject({ code, charged: 0 });
  });
});

describe("a provider's own deadlines", () => {
  const late = raw(role, 900, say("At last"), stop, bill(32, 2), done);
  const slow = (openai: object) => ({ safeguards: { limits: { stallSeconds: 0.3 }, providers: { openai } } });

  it("hold for its models alone", async () => {
    expect(await tell(late, slow({}))).toMatchObject({ code: "upstream_timeout", text: "" });
    expect(await tell(late, slow({ stallSeconds: 5 }))).toMatchObject({ code: undefined, text: "At last", charged: 5 });
    expect(await tell(late, slow({ stallSeconds: 5, replySeconds: 0.3 }))).toMatchObject({ code: "upstream_timeout" });
  });
});
