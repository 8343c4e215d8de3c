/** The stand-in provider as it calls tools, as the real SDK sees it, over both protocols. */
import OpenAI from "openai";
import type { ChatCompletionMessageParam } from "openai/resources/chat/completions";
import type { ResponseInput, ResponseOutputItem } from "openai/resources/responses/responses";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type LocalProvider, startLocalProvider } from "../../lib/local/provider.ts";

const model = "gpt-6-luna";
let provider: LocalProvider;
let client: OpenAI;

beforeAll(async () => {
  provider = await startLocalProvider({ msPerWord: 0 });
  client = new OpenAI({ baseURL: provider.baseUrl, apiKey: provider.apiKey, maxRetries: 0, logLevel: "off" });
});
afterAll(() => provider.close());

const text = { type: "string" };
const functions = [
  { name: "current_time", description: "The time.", parameters: { type: "object", properties: { timezone: text } } },
  { name: "my_limits", description: "What is left.", parameters: { type: "object", properties: {} } },
  {
    name: "get_weather",
    description: "The weather.",
    parameters: { type: "object", properties: { city: text, unit: text }, required: ["city"] },
  },
];
const tools = functions.map((one) => ({ type: "function" as const, strict: false, ...one }));
const chatTools = functions.map((one) => ({ type: "function" as const, function: one }));

const respond = (input: string | ResponseInput, extra: object = {}) =>
  client.responses.stream({ model, input, tools, ...extra }).finalResponse();

/** Name and arguments of each call. */
const calls = (output: ResponseOutputItem[]) =>
  output.flatMap((item) => (item.type === "function_call" ? [[item.name, item.arguments]] : []));

describe("which tools are called", () => {
  it.each([
    ["What time is it?", [["current_time", "{}"]]],
    ["what is the time in Tokyo", [["current_time", '{"timezone":"Asia/Tokyo"}']]],
    ["How much have I left?", [["my_limits", "{}"]]],
    ["How many messages do I have left today?", [["my_limits", "{}"]]],
    [
      "What time is it, and how much have I left?",
      [
        ["current_time", "{}"],
        ["my_limits", "{}"],
      ],
    ],
    [
      "What time is it in New York and in Berlin?",
      [
        ["current_time", '{"timezone":"America/New_York"}'],
        ["current_time", '{"timezone":"Europe/Berlin"}'],
      ],
    ],
    ["What is the weather in Oslo?", [["get_weather", '{"city":"Oslo"}']]],
    ["Tell me about time", []],
    ["How do the limits work?", []],
  ])("%j", async (question, expected) => {
    expect(calls((await respond(question)).output)).toEqual(expected);
  });

  it("are none that were not offered, none when none may be called, and none of an earlier question", async () => {
    expect(calls((await respond("What time is it?", { tools: [] })).output)).toEqual([]);
    const forbidden = await respond("What time is it?", { tool_choice: "none" });
    expect(calls(forbidden.output)).toEqual([]);
    expect(forbidden.output_text).not.toBe("");
    const later = [
      { role: "user" as const, content: "What time is it?" },
      { role: "user" as const, content: "Thanks." },
    ];
    expect(calls((await respond(later)).output)).toEqual([]);
  });
});

/** The conversation until the stand-in says something without a call. */
async function talk(question: string): Promise<{ steps: [string, string][][]; answer: string; input: number[] }> {
  const conversation: ResponseInput = [{ role: "user", content: question }];
  const steps: [string, string][][] = [];
  const input: number[] = [];
  for (;;) {
    const { output, output_text, usage } = await respond(conversation);
    input.push(usage?.input_tokens ?? 0);
    const called = output.filter((item) => item.type === "function_call");
    if (called.length === 0) return { steps, answer: output_text, input };
    steps.push(called.map(({ name, arguments: given }) => [name, given]));
    for (const { type, call_id, name, arguments: given } of called)
      conversation.push({ type, call_id, name, arguments: given });
    for (const { call_id } of called)
      conversation.push({ type: "function_call_output", call_id, output: `{"time":"in step ${steps.length}"}` });
  }
}

describe("over Responses", () => {
  it("streams calls as the events of the real one, and bills them as output", async () => {
    const stream = await client.responses.create({ model, input: "What time is it in Rome?", tools, stream: true });
    const events = [];
    for await (const event of stream) events.push(event);
    expect(events.map(({ type }) => type)).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.function_call_arguments.delta",
      "response.function_call_arguments.done",
      "response.output_item.done",
      "response.completed",
    ]);
    const end = events.at(-1);
    expect(end?.type === "response.completed" && end.response.usage?.output_tokens).toBeGreaterThan(5);
  });

  it("answers from the outputs, which count as input", async () => {
    const { steps, answer, input } = await talk("What time is it?");
    expect(steps).toEqual([[["current_time", "{}"]]]);
    expect(answer).toContain("in step 1");
    expect(input[1]).toBeGreaterThan((input[0] ?? 0) + 5);
  });

  it("goes on step by step when it is asked for one thing after the other", async () => {
    const { steps, answer } = await talk("What time is it in Oslo, Rome and Lima, one after the other?");
    expect(steps.map((calls) => calls.length)).toEqual([1, 1, 1]);
    for (const step of [1, 2, 3]) expect(answer).toContain(`in step ${step}`);
  });

  it("counts the offered tools as input", async () => {
    const [without, with_] = [await respond("hello", { tools: [] }), await respond("hello")];
    expect(with_.usage?.input_tokens).toBeGreaterThan((without.usage?.input_tokens ?? 0) + 40);
  });

  it("makes no call that the allowance has no room for", async () => {
    const { output, status, usage } = await respond("What time is it in Oslo, Rome, Lima and Madrid?", {
      max_output_tokens: 30,
    });
    expect(calls(output).length).toBeGreaterThan(0);
    expect(calls(output).length).toBeLessThan(4);
    expect(status).toBe("incomplete");
    expect(usage?.output_tokens).toBeLessThanOrEqual(30);
  });

  it("refuses an output without its call, a call without its output, and a name that is none, as the real one does", async () => {
    const question = { role: "user" as const, content: "hi" };
    const output = { type: "function_call_output" as const, call_id: "call_1", output: "{}" };
    const call = { type: "function_call" as const, call_id: "call_1", name: "current_time", arguments: "{}" };
    await expect(respond([question, output])).rejects.toThrow("No tool call found");
    await expect(respond([question, call])).rejects.toThrow("No tool output found");
    await expect(respond([question, output, call])).rejects.toMatchObject({ status: 400 });
    await expect(respond("hi", { tools: [{ ...tools[0], name: "no name" }] })).rejects.toMatchObject({ status: 400 });
  });

  it("reads over what a reasoning model has thought", async () => {
    const thought = { type: "reasoning" as const, id: "rs_1", summary: [], encrypted_content: "x" };
    expect((await respond([{ role: "user", content: "what is 6 * 7?" }, thought])).output_text).toContain("42");
  });
});

describe("over Chat Completions", () => {
  const ask = (messages: ChatCompletionMessageParam[], extra: object = {}) =>
    client.chat.completions.stream({ model, messages, tools: chatTools, ...extra }).finalChatCompletion();
  const question: ChatCompletionMessageParam = { role: "user", content: "What time is it, and how much have I left?" };

  it("calls as the SDK's own accumulator wants it, and answers from the outputs", async () => {
    const [first] = (await ask([question])).choices;
    expect(first?.finish_reason).toBe("tool_calls");
    const called = first?.message.tool_calls ?? [];
    expect(called.map((call) => call.type === "function" && call.function.name)).toEqual(["current_time", "my_limits"]);
    const outputs = called.map(({ id }, at) => ({
      role: "tool" as const,
      tool_call_id: id,
      content: `{"n":"no. ${at}"}`,
    }));
    const before = [question, { role: "assistant" as const, content: null, tool_calls: called }];
    const [answer] = (await ask([...before, ...outputs])).choices;
    expect(answer?.finish_reason).toBe("stop");
    expect(answer?.message.content).toContain("no. 0");
    expect(answer?.message.content).toContain("no. 1");
    await expect(ask([...before, outputs[0] ?? question])).rejects.toThrow("No tool output found");
  });

  it("calls in an answer that comes in one piece too, and not when it may not", async () => {
    const whole = await client.chat.completions.create({ model, messages: [question], tools: chatTools });
    expect(whole.choices[0]?.message.tool_calls).toHaveLength(2);
    expect(whole.choices[0]?.message.content).toBeNull();
    expect((await ask([question], { tool_choice: "none" })).choices[0]?.finish_reason).toBe("stop");
  });
});
