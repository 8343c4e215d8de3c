/** Replies in steps through the built app, in both protocols: exact charges, what the AI SDK makes of them, and the model that never ends. */
import { DefaultChatTransport, readUIMessageStream, type UIMessage, type UIMessageChunk } from "ai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { App } from "../support/app/app.ts";
import { billOfReply } from "../support/app/bill.ts";
import { expectBalanced, spentBy } from "../support/app/books.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { type Chunk, chat, chatBody, fetchToken, readChunks, readProblem, textOf } from "../support/client.ts";
import type { Behaviour, Call } from "../support/provider/provider.ts";

const MAX_STEPS = 3;
/** One model of each protocol, at the same scripted provider. */
const SAFEGUARDS = {
  models: { "gpt-6-luna": { tools: true }, "gpt-5-mini": { tools: true, reasoning: false, provider: "other" } },
  providers: { other: { api: "chat" } },
  plans: { member: { maxSteps: MAX_STEPS, tools: ["current_time", "my_limits"] } },
};

let stage: Stage;
let app: App;
beforeAll(async () => {
  stage = await startStage();
  const env = { PROVIDER_OTHER_API_KEY: "local-other-key", PROVIDER_OTHER_BASE_URL: stage.provider.url };
  app = await stage.start({ safeguards: SAFEGUARDS, env });
});
afterAll(() => stage.stop());

const time = (input = '{"timezone":"Europe/Zurich"}') => ({ name: "current_time", input });
const calls = (...all: { name: string; input: string }[]): Behaviour => ({ kind: "answer", calls: all });
const words: Behaviour = { kind: "answer", text: "It is noon." };

type Outcome = { chunks: Chunk[]; made: Call[]; charged: number };

describe.each([
  ["Responses", "gpt-6-luna"],
  ["Chat Completions", "gpt-5-mini"],
])("over %s, a reply", (_, model) => {
  async function ask(...behaviours: Behaviour[]): Promise<Outcome> {
    const account = `user-${crypto.randomUUID()}`;
    stage.provider.behave(...behaviours);
    const response = await chat(await app.visitor(account), {
      body: chatBody(`${account}: what time is it?`, { model }),
    });
    const chunks = await readChunks(response);
    await expectBalanced(stage.redis, stage.provider.calls);
    const made = stage.provider.calls.filter(({ raw }) => raw.includes(account));
    return { chunks, made, charged: await spentBy(stage.redis, account) };
  }

  it.each([
    ["one step", 1, [words]],
    ["two steps", 2, [calls(time()), words]],
    ["as many steps as there may be", MAX_STEPS, [calls(time()), calls(time(), time("{}")), words]],
  ])("of %s is charged exactly what all of its calls are billed, rounded up once", async (_, steps, behaviours) => {
    const { chunks, made, charged } = await ask(...behaviours);
    expect(made).toHaveLength(steps);
    expect(charged).toBe(billOfReply(made));
    expect(textOf(chunks)).toBe("It is noon.");
    expect(chunks.at(-1)).toMatchObject({ type: "finish", finishReason: "stop" });
  });

  it("of a model that never stops calling ends at the plan's steps, and is charged for those", async () => {
    const { chunks, made, charged } = await ask(calls(time()));
    expect(made).toHaveLength(MAX_STEPS);
    expect(made.map(({ body }) => body["tool_choice"])).toEqual([undefined, undefined, "none"]);
    expect(charged).toBe(billOfReply(made));
    expect(chunks.at(-1)).toMatchObject({ type: "finish", finishReason: "tool-calls" });
  });

  it("goes on after bad arguments, a tool that says no, and one that does not exist", async () => {
    const wrong = [time('{"timezone":'), time('{"timezone":"Mars"}'), { name: "rm", input: "{}" }];
    const { chunks, made, charged } = await ask(calls(...wrong), words);
    expect(chunks.map(({ type }) => type).filter((type) => type.startsWith("tool-"))).toEqual([
      "tool-input-error",
      "tool-input-available",
      "tool-output-error",
    ]);
    const told = made[1]?.raw ?? "";
    for (const sentence of ["no object of JSON", "There is no such time zone.", "There is no such tool."])
      expect(told).toContain(sentence);
    expect(charged).toBe(billOfReply(made));
  });

  it("tells who asks what they have left, and nobody else's", async () => {
    const { chunks } = await ask(calls({ name: "my_limits", input: "{}" }), words);
    const shown = chunks.find(({ type }) => type === "tool-output-available")?.["output"];
    expect(shown).toMatchObject({ plan: "Member", prepaidUsd: 0, spending: [{ window: "day" }, { window: "month" }] });
  });

  it("that fails in its second step is charged for both, exactly where the provider says what it bills", async () => {
    const { chunks, made, charged } = await ask(calls(time()), { kind: "failed", afterWords: 5, code: "server_error" });
    expect(chunks.at(-1)?.type).toBe("error");
    expect(charged).toBeGreaterThanOrEqual(billOfReply(made));
    if (model === "gpt-6-luna") expect(charged).toBe(billOfReply(made));
  });

  it("whose second step is refused is charged for the first alone", async () => {
    const { made, charged } = await ask(calls(time()), { kind: "fail", status: 429, code: "rate_limit_exceeded" });
    expect(made.map(({ billed }) => billed.output > 0)).toEqual([true, false]);
    expect(charged).toBe(billOfReply(made));
  });
});

it("without room for a further step ends with what it has, below the ceiling to the micro-USD", async () => {
  const budgetUsd = { day: 0.0004, month: 1 };
  const plans = { member: { ...SAFEGUARDS.plans.member, budgetUsd, maxOutputTokens: 256 } };
  const poor = await stage.start({ safeguards: { models: { "gpt-6-luna": { tools: true } }, plans } });
  const account = `user-${crypto.randomUUID()}`;
  stage.provider.behave({ kind: "answer", text: "Let me look. ".repeat(10), calls: [time()] }, words);
  const chunks = await readChunks(await chat(await poor.visitor(account), { body: chatBody(`${account}: the time?`) }));
  const made = stage.provider.calls.filter(({ raw }) => raw.includes(account));
  expect(JSON.parse(chunks.at(-1)?.errorText ?? "")).toMatchObject({ code: "budget_exhausted", status: 402 });
  expect(chunks.some(({ type }) => type === "tool-output-available")).toBe(true);
  expect(made).toHaveLength(1);
  await expectBalanced(stage.redis, stage.provider.calls);
  const charged = await spentBy(stage.redis, account);
  expect(charged).toBe(billOfReply(made));
  expect(charged).toBeLessThanOrEqual(400);
});

describe("the AI SDK's own reader", () => {
  it("shows the steps, and what it sends back is accepted, and sent to the provider as talk", async () => {
    const account = `user-${crypto.randomUUID()}`;
    const visitor = await app.visitor(account);
    const transport = new DefaultChatTransport({
      api: `${app.origin}/api/chat`,
      headers: async () => ({ cookie: visitor.cookie, origin: app.origin, "x-chat-token": await fetchToken(visitor) }),
    });
    const said = (text: string): UIMessage => ({
      id: crypto.randomUUID(),
      role: "user",
      parts: [{ type: "text", text }],
    });
    const send = async (messages: UIMessage[]): Promise<UIMessage> => {
      const options = { chatId: "c1", messages, trigger: "submit-message" as const, messageId: undefined };
      const stream: ReadableStream<UIMessageChunk> = await transport.sendMessages({
        ...options,
        abortSignal: undefined,
      });
      let last: UIMessage | undefined;
      for await (const message of readUIMessageStream({ stream, terminateOnError: true })) last = message;
      if (!last) throw new Error("Nothing was read");
      return last;
    };
    stage.provider.behave(
      { kind: "answer", text: "Let me look.", calls: [time(), time("[]")] },
      { kind: "answer", text: "Noon." },
    );
    const question = said(`${account}: what time is it?`);
    const answer = await send([question]);
    expect(answer.parts).toMatchObject([
      { type: "step-start" },
      { type: "text", text: "Let me look.", state: "done" },
      {
        type: "tool-current_time",
        state: "output-available",
        input: { timezone: "Europe/Zurich" },
        output: { timezone: "Europe/Zurich" },
      },
      { type: "tool-current_time", state: "output-error", errorText: "The arguments are no object of JSON." },
      { type: "step-start" },
      { type: "text", text: "Noon.", state: "done" },
    ]);
    stage.provider.behave({ kind: "answer", text: "You asked for the time." });
    const next = await send([question, answer, said("What did I ask?")]);
    expect(next.parts).toMatchObject([{ type: "step-start" }, { type: "text", text: "You asked for the time." }]);
    const sent = stage.provider.calls.at(-1)?.body["input"] as { type?: string }[];
    expect(sent.map(({ type = "message" }) => type)).toEqual([
      "message",
      "message",
      "function_call",
      "function_call",
      "function_call_output",
      "function_call_output",
      "message",
      "message",
    ]);
    await expectBalanced(stage.redis, stage.provider.calls);
  });

  it("is told of a call in the history that no tool is there for", async () => {
    const part = { type: "tool-rm", toolCallId: "1", state: "output-available", input: {}, output: "done" };
    const text = { type: "text", text: "Hi" };
    const messages = [
      { id: "1", role: "user", parts: [text] },
      { id: "2", role: "assistant", parts: [part] },
      { id: "3", role: "user", parts: [text] },
    ];
    const before = stage.provider.calls.length;
    const refused = await chat(await app.visitor(), { body: { ...chatBody(), messages } });
    expect((await readProblem(refused)).code).toBe("invalid_request");
    expect(stage.provider.calls).toHaveLength(before);
  });
});
