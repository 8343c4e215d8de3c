import { once } from "node:events";

import type { UIMessage } from "ai";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Conversation } from "../../components/chat/conversation.ts";
import { endingOf } from "../../components/chat/ending.ts";
import { messageText, question } from "../../components/chat/message-text.ts";
import type { ReplyRequest } from "../../components/chat/reply.ts";
import { continueRequest } from "../../components/strings/chat.ts";
import { Refusal, toProblem } from "../../lib/errors.ts";

type Script = (request: ReplyRequest) => AsyncIterable<UIMessage>;

const reply = (text: string): UIMessage => ({ id: "reply", role: "assistant", parts: [{ type: "text", text }] });
const BEFORE = [question("q1", "Tea?"), { ...reply("Yes"), id: "a1" }];

async function* saying(...texts: string[]): AsyncGenerator<UIMessage> {
  for (const text of texts) yield reply(text);
}

async function* refusing(...first: string[]): AsyncGenerator<UIMessage> {
  yield* saying(...first);
  throw new Error(JSON.stringify(toProblem(new Refusal("paused"), "request-1", 0)));
}

/** Says this much, and then nothing until it is aborted, as a fetch would. */
async function* stalling({ signal }: ReplyRequest, ...texts: string[]): AsyncGenerator<UIMessage> {
  yield* saying(...texts);
  await once(signal, "abort");
  signal.throwIfAborted();
}

function talk(script: Script, before: UIMessage[] = []) {
  const requests: ReplyRequest[] = [];
  const fetchReply: Script = (request) => {
    requests.push(request);
    return script(request);
  };
  const chat = new Conversation("chat", before, async () => fetchReply);
  const texts = () => chat.view().messages.map(messageText);
  return { chat, requests, texts };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a conversation", () => {
  it("shows the question at once, and the answer when it has come", async () => {
    const { chat, requests, texts } = talk(() => saying("Green", "Green tea"));
    const done = chat.send("Which?", "fast");
    expect(texts()).toEqual(["Which?"]);
    expect(chat.view()).toMatchObject({ busy: true, thinking: true });
    await done;
    expect(texts()).toEqual(["Which?", "Green tea"]);
    expect(chat.view()).toMatchObject({ busy: false, thinking: false, stopped: false, failure: undefined });
    expect(requests).toMatchObject([{ chatId: "chat", model: "fast" }]);
  });

  it("draws no more often than a screen needs, and the last word always", async () => {
    const words = Array.from({ length: 200 }, (_, at) => "word ".repeat(at + 1));
    const { chat, texts } = talk(() => saying(...words));
    const drawn = vi.fn<() => void>();
    chat.subscribe(drawn);
    await chat.send("Much?", undefined);
    expect(drawn.mock.calls.length).toBeLessThan(5);
    expect(texts().at(-1)).toBe(words.at(-1));
  });

  it("stops, and keeps the words that came", async () => {
    const { chat, texts } = talk((request) => stalling(request, "Half"));
    const done = chat.send("All?", undefined);
    await vi.advanceTimersByTimeAsync(60);
    expect(chat.view()).toMatchObject({ busy: true, thinking: false });
    chat.stop();
    await done;
    expect(texts()).toEqual(["All?", "Half"]);
    expect(chat.view()).toMatchObject({ busy: false, stopped: true, failure: undefined });
  });

  it("stops while the code that fetches replies is on its way", async () => {
    const chat = new Conversation("chat", [], () => new Promise(() => undefined));
    const done = chat.send("Soon?", undefined);
    chat.stop();
    await done;
    expect(chat.view()).toMatchObject({ busy: false, stopped: true, failure: undefined });
  });

  it("says that the network failed when that code cannot be had, and keeps the question", async () => {
    const chat = new Conversation("chat", [], () => Promise.reject(new TypeError("no chunk")));
    vi.stubGlobal("navigator", { onLine: true });
    await chat.send("Now?", undefined);
    vi.unstubAllGlobals();
    expect(chat.view()).toMatchObject({ busy: false, failure: { code: "network" } });
    expect(chat.takeBack()?.parts).toEqual([{ type: "text", text: "Now?" }]);
    expect(chat.view()).toMatchObject({ messages: [], failure: undefined });
  });

  it("keeps the words that came before an error", async () => {
    const { chat, texts } = talk(() => refusing("Half"));
    await chat.send("All?", undefined);
    expect(texts()).toEqual(["All?", "Half"]);
    expect(chat.view().failure).toMatchObject({ code: "paused", requestId: "request-1" });
  });

  it("sends one question at a time", async () => {
    const { chat, requests } = talk((request) => stalling(request));
    const done = chat.send("One?", undefined);
    await chat.send("Two?", undefined);
    await vi.advanceTimersByTimeAsync(0);
    chat.stop();
    await done;
    expect(requests).toHaveLength(1);
  });
});

describe("asking again", () => {
  it("changes a question and drops what came after it", async () => {
    const { chat, texts } = talk(() => saying("Cold"), BEFORE);
    await chat.resend("q1", "Water?", undefined);
    expect(texts()).toEqual(["Water?", "Cold"]);
    expect(chat.view().messages[0]?.id).toBe("q1");
  });

  it("changes nothing that is not there", async () => {
    const { chat, requests, texts } = talk(() => saying("Cold"), BEFORE);
    await chat.resend("gone", "Water?", undefined);
    expect([requests.length, texts()]).toEqual([0, ["Tea?", "Yes"]]);
  });

  it("replaces the last answer by a new one", async () => {
    const { chat, requests, texts } = talk(() => saying("No"), BEFORE);
    await chat.retry(undefined);
    expect(texts()).toEqual(["Tea?", "No"]);
    expect(requests[0]?.messages).toEqual([BEFORE[0]]);
  });

  it("gives the old answer back when it is refused", async () => {
    const { chat, texts } = talk(() => refusing(), BEFORE);
    await chat.retry(undefined);
    expect(texts()).toEqual(["Tea?", "Yes"]);
    expect(chat.view().failure?.code).toBe("paused");
  });

  it("takes back nothing where nothing was asked", () => {
    expect(talk(() => refusing()).chat.takeBack()).toBeUndefined();
  });
});

describe("how an answer ended", () => {
  /** Says this much, and then how it ended. */
  async function* ending({ onFinish }: ReplyRequest, reason: string, ...texts: string[]): AsyncGenerator<UIMessage> {
    yield* saying(...texts);
    onFinish(reason);
  }
  const endings = (chat: Conversation) => chat.view().messages.map(endingOf);

  it.each([
    ["stop", ["Green"], "complete"],
    ["length", ["Green"], "length"],
    ["content-filter", ["Green"], "content-filter"],
    ["stop", [], "empty"],
    ["length", [], "length"],
    ["content-filter", [], "content-filter"],
  ])("is noted on it: %s with %j is %s", async (reason, texts, ended) => {
    const { chat } = talk((request) => ending(request, reason, ...texts));
    await chat.send("Which?", undefined);
    expect(endings(chat)).toEqual(["complete", ended]);
  });

  it("is an interruption as long as it is written, and when it fails", async () => {
    const { chat } = talk((request) => stalling(request, "Gre"));
    void chat.send("Which?", undefined);
    await vi.advanceTimersByTimeAsync(100);
    expect(endings(chat)).toEqual(["complete", "interrupted"]);
    chat.stop();
    await vi.advanceTimersByTimeAsync(100);
    expect(endings(chat)).toEqual(["complete", "stopped"]);
    const failing = talk(() => refusing("Gre"));
    await failing.chat.send("Which?", undefined);
    expect(endings(failing.chat)).toEqual(["complete", "interrupted"]);
  });

  it("can be a cut that is asked on from: the answer grows in place, and the request for it is not shown", async () => {
    const { chat, requests, texts } = talk((request) => ending(request, "stop", " tea", " tea, hot"), BEFORE);
    await chat.continue("fast");
    expect(texts()).toEqual(["Tea?", "Yes tea, hot"]);
    expect(endings(chat)).toEqual(["complete", "complete"]);
    expect(requests[0]?.messages.map(messageText)).toEqual(["Tea?", "Yes", continueRequest]);
  });

  it("loses nothing of the half answer when the rest is refused or stopped", async () => {
    const refused = talk(() => refusing(), BEFORE);
    await refused.chat.continue(undefined);
    expect(refused.texts()).toEqual(["Tea?", "Yes"]);
    const { chat, texts } = talk((request) => stalling(request), BEFORE);
    void chat.continue(undefined);
    await vi.advanceTimersByTimeAsync(100);
    chat.stop();
    await vi.advanceTimersByTimeAsync(100);
    expect(texts()).toEqual(["Tea?", "Yes"]);
  });
});
