/** A reply in steps, in both protocols: what the provider is asked, what the browser sees, what the ledger is told. */
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { type Options, type Protocol, refusalOf, replyWithTools } from "../support/chat/reply-with-tools.ts";
import { textOf } from "../support/client.ts";
import { type Behaviour, type Provider, startProvider } from "../support/provider/provider.ts";

let provider: Provider;
beforeAll(async () => void (provider = await startProvider()));
afterAll(() => provider.stop());
beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  provider.calls.length = 0;
});

const PARIS = '{"city":"Paris"}';
const SKY = '{"city":"Paris","sky":"clear"}';
const call = (name = "weather", input = PARIS) => ({ name, input });
const calls = (...names: string[]): Behaviour => ({ kind: "answer", calls: names.map((name) => call(name)) });
const words = (text: string): Behaviour => ({ kind: "answer", text });
const requestOf = (at: number): Record<string, unknown> => provider.calls[at]?.body ?? {};

describe.each<[string, Protocol]>([
  ["Responses", "responses"],
  ["Chat Completions", "chat"],
])("a reply over %s", (_, protocol) => {
  const reply = (behaviours: Behaviour[], options: Options = {}) =>
    replyWithTools(provider, behaviours, { protocol, ...options });

  it("with a call of a tool shows all of it, and goes on in a second step", async () => {
    const { chunks, ends, extended } = await reply([
      { kind: "answer", text: "Let me look. ", calls: [call()] },
      words("It is clear."),
    ]);
    const shown = chunks.filter(({ type }, at) => type !== "text-delta" || chunks[at - 1]?.type !== "text-delta");
    const id = chunks.find(({ type }) => type === "tool-input-available")?.["toolCallId"];
    expect(id).toMatch(/^[0-9a-f]{9}$/);
    expect(shown).toMatchObject([
      { type: "start", messageId: "hold-1" },
      { type: "start-step" },
      { type: "text-start", id: "text-1" },
      { type: "text-delta" },
      { type: "text-end", id: "text-1" },
      { type: "tool-input-available", toolCallId: id, toolName: "weather", input: { city: "Paris" } },
      { type: "tool-output-available", toolCallId: id, output: { city: "Paris", sky: "clear" } },
      { type: "finish-step" },
      { type: "start-step" },
      { type: "text-start", id: "text-2" },
      { type: "text-delta" },
      { type: "text-end", id: "text-2" },
      { type: "finish-step" },
      { type: "finish", finishReason: "stop" },
    ]);
    expect(textOf(chunks)).toBe("Let me look. It is clear.");
    expect(ends).toMatchObject([
      { steps: [{ isFree: false }, { isFree: false }], tools: [{ name: "weather", isError: false }], ended: "stop" },
    ]);
    expect(extended).toHaveLength(1);
  });

  it("asks each step with all that came before, and forbids calls on the last", async () => {
    await reply([calls("weather"), calls("words"), words("Done.")], { maxSteps: 3 });
    const [first, second, last] = [requestOf(0), requestOf(1), requestOf(2)];
    expect([first, second, last].map((body) => body["tool_choice"])).toEqual([undefined, undefined, "none"]);
    expect([second["tools"], last["tools"]]).toEqual([first["tools"], first["tools"]]);
    const places = provider.calls.map(({ raw }) => [raw.indexOf("Hello?"), raw.indexOf("clear"), raw.indexOf("rains")]);
    expect(places.map((all) => all.map((place) => place > 0))).toEqual([
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ]);
  });

  it("takes the worst case of exactly what the next step sends", async () => {
    const { extended } = await reply([{ kind: "answer", text: "Let me look.", calls: [call()] }, words("Done.")]);
    const [step] = extended;
    expect(step).toMatchObject({ images: 0, offersTools: true, maxOutputTokens: 64 });
    for (const text of ["Hello?", "Let me look.", "weather", PARIS, SKY]) expect(step?.texts).toContain(text);
    const tools = JSON.stringify(requestOf(1)["tools"]);
    expect(step?.texts.some((text) => text.includes('"name":"weather"') && tools.length > text.length)).toBe(true);
    const sent = step?.texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) ?? 0;
    expect(sent).toBeGreaterThan(0);
  });

  it("takes the room before it calls the provider again", async () => {
    const seen: number[] = [];
    await reply([calls("weather"), calls("weather"), words("Done.")], {
      extend: () => void seen.push(provider.calls.length),
    });
    expect(seen).toEqual([1, 2]);
  });

  it("without a call asks the ledger nothing more", async () => {
    const { extended, ends } = await reply([words("Hello.")]);
    expect([extended, ends[0]?.steps.length, ends[0]?.tools]).toEqual([[], 1, []]);
  });

  it("runs several calls of one step, and sends them back together", async () => {
    const { chunks, ends } = await reply([calls("weather", "words", "throws"), words("Done.")]);
    expect(chunks.filter(({ type }) => type === "tool-input-available")).toHaveLength(3);
    const outputs = chunks.filter(({ type }) => type.startsWith("tool-output")).map(({ type }) => type);
    expect(outputs.toSorted()).toEqual(["tool-output-available", "tool-output-available", "tool-output-error"]);
    expect(ends[0]?.tools.map(({ isError }) => isError)).toEqual([false, false, true]);
    expect(provider.calls[1]?.raw.match(/The tool failed/g)).toHaveLength(1);
  });

  it("of a model that never stops calling is stopped, at exactly as many calls as the plan has steps", async () => {
    for (const maxSteps of [1, 2, 5]) {
      provider.calls.length = 0;
      const { chunks, ends, extended } = await reply([calls("weather")], { maxSteps });
      expect(provider.calls).toHaveLength(maxSteps);
      expect(extended).toHaveLength(maxSteps - 1);
      expect([ends[0]?.ended, ends[0]?.tools.length]).toEqual(["tool-calls", maxSteps - 1]);
      expect(chunks.at(-1)).toEqual({ type: "finish", finishReason: "tool-calls" });
      expect(chunks.filter(({ type }) => type === "tool-input-available")).toHaveLength(maxSteps - 1);
    }
  });

  it("offers no tools, and runs none, where there are none to offer", async () => {
    const { chunks, ends } = await reply([calls("weather")], { tools: [], maxSteps: 1 });
    expect(Object.keys(requestOf(0)).filter((field) => field.startsWith("tool"))).toEqual([]);
    expect(ends).toMatchObject([{ ended: "tool-calls", tools: [] }]);
    expect(chunks.some(({ type }) => type.startsWith("tool"))).toBe(false);
  });

  it("tells a model that calls what is not offered, and shows nobody", async () => {
    const { chunks } = await reply([{ kind: "answer", calls: [call("rm"), call("weather")] }, words("Done.")], {
      tools: ["weather"],
    });
    expect(provider.calls[1]?.raw).toContain("There is no such tool.");
    expect(chunks.filter(({ type }) => type.startsWith("tool-input"))).toHaveLength(1);
  });

  it("goes on after bad arguments, which the page sees as what they are", async () => {
    const { chunks } = await reply([{ kind: "answer", calls: [call("weather", '{"ci')] }, words("Done.")]);
    const shown = { type: "tool-input-error", toolName: "weather", input: '{"ci' };
    expect(chunks.find(({ type }) => type.startsWith("tool-"))).toMatchObject(shown);
    expect(chunks.at(-1)).toMatchObject({ finishReason: "stop" });
  });

  it("whose calls were cut at the length runs none", async () => {
    const { ends } = await reply([{ kind: "answer", calls: [call("weather", `{"city":"${"x".repeat(400)}"}`)] }]);
    expect(ends).toMatchObject([{ ended: "length", tools: [], steps: [{}] }]);
  });

  it("that has no room for a further step ends with what it has, and says why", async () => {
    const { chunks, ends } = await reply([{ kind: "answer", text: "Let me look.", calls: [call()] }], {
      extend: async () => {
        throw await refusalOf("budget_exhausted");
      },
    });
    expect(provider.calls).toHaveLength(1);
    expect(textOf(chunks)).toBe("Let me look.");
    expect(chunks.some(({ type }) => type === "tool-output-available")).toBe(true);
    expect(JSON.parse(chunks.at(-1)?.errorText ?? "")).toMatchObject({ code: "budget_exhausted", status: 402 });
    expect(ends).toMatchObject([
      { ended: "budget_exhausted", concerns: "nobody", steps: [{ usage: {}, isFree: false }] },
    ]);
  });

  it("that the provider refuses at its second step is billed for the first, and not for the second", async () => {
    const refused: Behaviour = { kind: "fail", status: 429, code: "rate_limit_exceeded" };
    const { chunks, ends } = await reply([calls("weather"), refused]);
    expect(JSON.parse(chunks.at(-1)?.errorText ?? "")).toMatchObject({ code: "provider_busy" });
    expect(ends).toMatchObject([
      { ended: "provider_busy", concerns: "health", steps: [{ isFree: false }, { isFree: true }] },
    ]);
  });

  it("that breaks in its second step keeps what came of both", async () => {
    const { ends } = await reply([calls("weather"), { kind: "break", afterWords: 3 }]);
    expect(ends).toMatchObject([
      {
        ended: "upstream_error",
        steps: [{ usage: { output: expect.any(Number) as number } }, { usage: null, deltas: 3 }],
      },
    ]);
  });

  it("is not cut for silence while a tool runs", async () => {
    const { chunks } = await reply([calls("dawdles"), words("Done.")], { limits: { stallSeconds: 1 } });
    expect(chunks.at(-1)).toMatchObject({ finishReason: "stop" });
  });

  it("is cut while a tool runs when the time of the whole reply is over", async () => {
    const { chunks, ends } = await reply([calls("dawdles"), words("Done.")], { limits: { replySeconds: 1 } });
    expect(JSON.parse(chunks.at(-1)?.errorText ?? "")).toMatchObject({ code: "upstream_timeout" });
    expect(ends).toMatchObject([{ steps: [{ usage: {} }] }]);
    expect(provider.calls).toHaveLength(1);
  });

  it("counts the silence of each call anew", async () => {
    const slow: Behaviour = { kind: "answer", firstDelayMs: 700, calls: [call()] };
    const { chunks } = await reply([slow, slow, { kind: "answer", firstDelayMs: 700 }], {
      limits: { stallSeconds: 1.5 },
    });
    expect(chunks.at(-1)).toMatchObject({ finishReason: "stop" });
  });

  it("that is cut while a tool runs begins nothing more, and is settled for what was", async () => {
    const cut = new AbortController();
    const paused = reply([calls("hangs"), words("Done.")], { cut: cut.signal });
    await vi.waitFor(() => expect(provider.calls).toHaveLength(1));
    await sleep(100);
    cut.abort(await refusalOf("paused"));
    const { chunks, ends, extended } = await paused;
    expect(JSON.parse(chunks.at(-1)?.errorText ?? "")).toMatchObject({ code: "paused" });
    expect(ends).toMatchObject([{ ended: "paused", steps: [{ isFree: false, usage: {} }] }]);
    expect([extended.length, provider.calls.length]).toEqual([0, 1]);
  });

  it("that is cut while the ledger is asked begins no further call", async () => {
    const cut = new AbortController();
    const { ends } = await reply([calls("weather"), words("Done.")], {
      cut: cut.signal,
      extend: async () => cut.abort(await refusalOf("forbidden")),
    });
    expect(ends).toMatchObject([{ ended: "forbidden", steps: [{}] }]);
    expect(provider.calls).toHaveLength(1);
  });

  it.each([
    ["while a tool runs", "hangs", 100],
    ["while the ledger is asked", "weather", 0],
  ])("whose client leaves %s begins no further call, and is nobody's failure", async (_, tool, afterMs) => {
    const client = new AbortController();
    const extend = () => client.abort();
    const replying = reply([calls(tool), words("Done.")], {
      clientGone: client.signal,
      ...(afterMs === 0 && { extend }),
    });
    await vi.waitFor(() => expect(provider.calls).toHaveLength(1));
    if (afterMs > 0) await sleep(afterMs).then(() => client.abort());
    const { ends } = await replying;
    expect(ends).toMatchObject([{ ended: "reader_left", concerns: "nobody", steps: [{ usage: {} }] }]);
    expect(provider.calls).toHaveLength(1);
  });
});

it("gives a server back what it wants with its calls, and counts it", async () => {
  const extra_content = { google: { thought_signature: "AY89" } };
  const called = {
    index: 0,
    id: "c1",
    type: "function",
    function: { name: "weather", arguments: PARIS },
    extra_content,
  };
  const choices = [{ index: 0, delta: { tool_calls: [called] }, finish_reason: "stop" }];
  const chunks = [`data: ${JSON.stringify({ choices })}\n\n`, "data: [DONE]\n\n"];
  const { extended } = await replyWithTools(provider, [{ kind: "raw", chunks }, words("Done.")], { protocol: "chat" });
  expect((requestOf(1)["messages"] as unknown[]).at(-2)).toMatchObject({ tool_calls: [{ extra_content }] });
  expect(extended[0]?.texts).toContain(JSON.stringify(extra_content));
});

describe("reasoning", () => {
  const event = (fields: object) => `data: ${JSON.stringify(fields)}\n\n`;
  const usage = { input_tokens: 9, output_tokens: 9 };
  const item = { type: "function_call", id: "fc_1", call_id: "c1", name: "weather", arguments: PARIS };

  it("that OpenAI encrypts goes back before the calls that came of it, without ids, and counts", async () => {
    const reasoning = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAAAA" };
    const response = { status: "completed", output: [reasoning, item], usage };
    const first: Behaviour = { kind: "raw", chunks: [event({ type: "response.completed", response })] };
    const { extended } = await replyWithTools(provider, [first, words("Done.")]);
    expect(requestOf(1)["input"]).toMatchObject([
      { role: "user" },
      { type: "reasoning", summary: [], encrypted_content: "gAAAAA" },
      { type: "function_call", name: "weather", arguments: PARIS },
      { type: "function_call_output", output: SKY },
    ]);
    expect(provider.calls[1]?.raw).not.toMatch(/rs_1|fc_1|"c1"/);
    expect(extended[0]?.texts).toContain("gAAAAA");
  });

  it.each(["reasoning_content", "reasoning"])(
    "that a server thinks aloud as %s goes back under that name",
    async (field) => {
      const choice = (delta: object, finish_reason: string | null = null) =>
        event({ choices: [{ index: 0, delta, finish_reason }] });
      const tool_calls = [{ index: 0, id: "c1", type: "function", function: { name: "weather", arguments: PARIS } }];
      const chunks = [
        choice({ [field]: "Hm, " }),
        choice({ [field]: "Paris." }),
        choice({ tool_calls }, "tool_calls"),
        "data: [DONE]\n\n",
      ];
      const { extended } = await replyWithTools(provider, [{ kind: "raw", chunks }, words("Done.")], {
        protocol: "chat",
      });
      const message = {
        role: "assistant",
        content: null,
        [field]: "Hm, Paris.",
        tool_calls: [{ function: { name: "weather" } }],
      };
      expect((requestOf(1)["messages"] as unknown[]).at(-2)).toMatchObject(message);
      expect(extended[0]?.texts).toContain("Hm, Paris.");
    },
  );
});
