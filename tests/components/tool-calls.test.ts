/** Calls of tools in answers: read from the stream, noted, kept, exported and sent back. */
import type { UIMessage } from "ai";
import { afterAll, describe, expect, it, vi } from "vitest";

import { blocksOf } from "../../components/chat/answer-parts.ts";
import { Conversation } from "../../components/chat/conversation.ts";
import { endingOf } from "../../components/chat/ending.ts";
import { extended, messageText } from "../../components/chat/message-text.ts";
import { fetchReply } from "../../components/chat/reply.ts";
import { tookText, toolLine } from "../../components/chat/tool-words.ts";
import { chatsAsText } from "../../components/history/export-chats.ts";
import { parseChat, toKept, toMessages } from "../../components/history/stored-chat.ts";
import { Refusal, type RefusalCode, toProblem } from "../../lib/errors.ts";

// The page stops itself when it sends too often: here ten seconds pass between any two questions.
vi.hoisted(() => {
  let now = 0;
  vi.spyOn(Date, "now").mockImplementation(() => (now += 10_000));
});

const QUESTION: UIMessage = { id: "q", role: "user", parts: [{ type: "text", text: "What time is it?" }] };
const STREAM = { "content-type": "text/event-stream", "x-vercel-ai-ui-message-stream": "v1" };

let chunks: object[] = [];
const bodies: { messages: UIMessage[] }[] = [];
vi.stubGlobal("fetch", async (address: string, init?: RequestInit) => {
  if (address === "/api/token") return Response.json({ token: "a.b.c", expiresInSeconds: 10 });
  bodies.push(JSON.parse(typeof init?.body === "string" ? init.body : "") as { messages: UIMessage[] });
  const events = [...chunks.map((chunk) => JSON.stringify(chunk)), "[DONE]"];
  return new Response(events.map((event) => `data: ${event}\n\n`).join(""), { headers: STREAM });
});
vi.stubGlobal("navigator", { onLine: true });
afterAll(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const call = (id: string, input: unknown = {}, toolName = "current_time") => [
  { type: "tool-input-available", toolCallId: id, toolName, input },
];
const output = (id: string, value: unknown) => [{ type: "tool-output-available", toolCallId: id, output: value }];
const text = (id: string, delta: string) => [
  { type: "text-start", id },
  { type: "text-delta", id, delta },
  { type: "text-end", id },
];
const START = { type: "start", messageId: "a" };
const step = (...inside: object[]) => [{ type: "start-step" }, ...inside, { type: "finish-step" }];
const finish = (finishReason = "stop") => ({ type: "finish", finishReason });
const refusal = (code: RefusalCode) => ({
  type: "error",
  errorText: JSON.stringify(toProblem(new Refusal(code), "request-1", 0)),
});

/** What the page has after an answer of these chunks. */
async function answered(...stream: object[]) {
  chunks = stream;
  const chat = new Conversation("chat", [], async () => fetchReply);
  await chat.send("What time is it?", undefined);
  const answer = chat.view().messages.at(-1);
  if (!answer) throw new Error("There is no answer");
  return { answer, failure: chat.view().failure };
}

const TWO_STEPS = [
  START,
  ...step(...text("1", "I look."), ...call("c1", { timezone: "UTC" }), ...output("c1", { time: "12:00" })),
  ...step(...text("2", "It is noon.")),
  finish(),
];

describe("an answer with calls", () => {
  it("has its texts and its calls in their order, with how long each call took", async () => {
    const { answer } = await answered(...TWO_STEPS);
    expect(blocksOf(answer)).toEqual([
      { text: "I look." },
      {
        call: {
          id: "c1",
          name: "current_time",
          state: "done",
          input: { timezone: "UTC" },
          output: { time: "12:00" },
          ms: expect.any(Number) as number,
        },
      },
      { text: "It is noon." },
    ]);
    expect(endingOf(answer)).toBe("complete");
    expect(messageText(answer)).toBe("I look.\n\nIt is noon.");
  });

  it("joins texts that follow each other, and passes over parts that it does not know", async () => {
    const { answer, failure } = await answered(
      START,
      ...step(...text("1", "One."), { type: "data-weather", data: { sun: 1 } }, ...text("2", "Two.")),
      ...step({ type: "reasoning-start", id: "r" }, { type: "reasoning-end", id: "r" }, ...text("3", "Three.")),
      finish(),
    );
    expect(failure).toBeUndefined();
    expect(blocksOf(answer)).toEqual([{ text: "One.\n\nTwo.\n\nThree." }]);
  });

  it("tells calls that failed from those that never ended", async () => {
    const { answer } = await answered(
      START,
      ...step(
        ...call("c1"),
        { type: "tool-output-error", toolCallId: "c1", errorText: "It took too long." },
        { type: "tool-input-error", toolCallId: "c2", toolName: "my_limits", input: "{", errorText: "No such input." },
        { type: "tool-input-start", toolCallId: "c3", toolName: "my_limits" },
        { type: "tool-input-delta", toolCallId: "c3", inputTextDelta: "{" },
      ),
      finish("tool-calls"),
    );
    const calls = blocksOf(answer).flatMap((block) => ("call" in block ? [block.call] : []));
    expect(calls).toMatchObject([
      { state: "failed", output: "It took too long." },
      { name: "my_limits", state: "failed", input: "{", output: "No such input." },
      { state: "open", output: undefined },
    ]);
    expect(calls.map((one) => toolLine(one, true))).toEqual([
      "Could not use the clock",
      "Could not use the list of your limits",
      "Using the list of your limits…",
    ]);
    expect(toolLine({ name: "get_weather", state: "open" }, false)).toBe("Did not finish using get_weather");
    expect(toolLine({ name: "constructor", state: "done" }, false)).toBe("Used constructor");
    expect([tookText(7), tookText(1_250)]).toEqual(["7 ms", "1.3 s"]);
  });

  it.each([
    [[START, ...step(...call("c1"), ...output("c1", 1)), refusal("budget_exhausted")], "budget_exhausted"],
    [
      [START, ...step(...text("1", "So"), ...call("c1")), refusal("service_budget_exhausted")],
      "service_budget_exhausted",
    ],
    [[START, ...step(...call("c1")), refusal("paused")], "interrupted"],
    [[START, ...step(...call("c1"), ...output("c1", 1)), finish("tool-calls")], "tool-calls"],
    [[START, ...step(...text("1", "So"), ...call("c1"), ...output("c1", 1)), finish("tool-calls")], "tool-calls"],
    [[START, ...step(...call("c1"), ...output("c1", 1)), finish()], "empty"],
  ])("says which limit ended it, and keeps what there is: %#", async (stream, ending) => {
    const { answer } = await answered(...stream);
    expect(endingOf(answer)).toBe(ending);
    expect(answer.id).toBe("a");
    expect(blocksOf(answer).some((block) => "call" in block)).toBe(true);
  });

  it("notes no limit on an older answer when the next question is refused", async () => {
    const { answer: before } = await answered(...TWO_STEPS);
    chunks = [START, refusal("budget_exhausted")];
    const chat = new Conversation("chat", [QUESTION, before], async () => fetchReply);
    await chat.retry(undefined);
    expect(endingOf(chat.view().messages.at(-1) ?? QUESTION)).toBe("complete");
    expect(chat.view().failure).toMatchObject({ code: "budget_exhausted" });
  });

  it("keeps its calls when the rest of it is asked for", async () => {
    const { answer } = await answered(...TWO_STEPS);
    const rest: UIMessage = {
      id: "r",
      role: "assistant",
      parts: [{ type: "step-start" }, { type: "text", text: " Sharp." }],
    };
    expect(blocksOf(extended(answer, rest))).toMatchObject([
      { text: "I look." },
      { call: { id: "c1" } },
      { text: "It is noon. Sharp." },
    ]);
    const later = { ...rest, parts: answer.parts };
    expect(blocksOf(extended(answer, later))).toHaveLength(5);
  });
});

describe("a kept answer with calls", () => {
  const kept = async (...stream: object[]) => {
    const { answer } = await answered(...stream);
    const messages = toKept([QUESTION, answer]);
    const stored = parseChat(JSON.stringify({ id: "one", updatedAt: 0, messages }));
    return { answer, messages, restored: toMessages(stored?.messages ?? []).at(-1) ?? QUESTION };
  };

  it("comes back as it was drawn, also where it was cut off", async () => {
    const streams = [
      TWO_STEPS,
      [START, ...step(...call("c1"), ...output("c1", { a: [1] }), ...call("c2"), ...output("c2", "text")), finish()],
      [
        START,
        ...step(...text("1", "A"), ...text("2", "\n\nB"), ...call("c1"), ...output("c1", null)),
        ...step(...text("3", "C")),
        finish(),
      ],
      [
        START,
        ...step(...call("c1"), { type: "tool-output-error", toolCallId: "c1", errorText: "No." }),
        refusal("paused"),
      ],
      [START, ...step(...text("1", "So"), ...call("c1", { zone: "x" }))],
    ];
    for (const stream of streams) {
      const { answer, restored } = await kept(...stream);
      expect(blocksOf(restored)).toEqual(blocksOf(answer));
      expect(messageText(restored)).toBe(messageText(answer));
      expect(endingOf(restored)).toBe(endingOf(answer));
    }
  });

  it("is sent back as the AI SDK's parts", async () => {
    const { restored } = await kept(...TWO_STEPS);
    chunks = TWO_STEPS;
    const chat = new Conversation("chat", [QUESTION, restored], async () => fetchReply);
    await chat.send("And now?", undefined);
    expect(bodies.at(-1)?.messages[1]?.parts).toEqual([
      { type: "text", text: "I look.", state: "done" },
      {
        type: "tool-current_time",
        toolCallId: "c1",
        state: "output-available",
        input: { timezone: "UTC" },
        output: { time: "12:00" },
      },
      { type: "text", text: "It is noon.", state: "done" },
    ]);
  });

  it("is not believed when somebody has edited it", async () => {
    const { messages } = await kept(...TWO_STEPS);
    const edited = messages.map((message) =>
      message.calls ? { ...message, calls: [{ after: "0", id: 1 }] } : message,
    );
    expect(parseChat(JSON.stringify({ id: "one", updatedAt: 0, messages: edited }))).toBeUndefined();
  });

  it("is exported with its calls", async () => {
    const { messages } = await kept(...TWO_STEPS);
    const chat = { id: "one", updatedAt: 0, messages };
    expect(chatsAsText([chat], "md")).toContain(
      '**Assistant**\n\nI look.\n\n> Used the clock\n> Input: {\n>   "timezone": "UTC"\n> }\n> Output: {\n>   "time": "12:00"\n> }\n\nIt is noon.',
    );
    expect(JSON.parse(chatsAsText([chat], "json"))).toMatchObject([
      { messages: [{}, { calls: [{ name: "current_time", input: { timezone: "UTC" }, output: { time: "12:00" } }] }] },
    ]);
  });
});
