import type { UIMessage } from "ai";
import { beforeEach, describe, expect, it } from "vitest";

import { readFailure } from "../../components/chat/failure.ts";
import { ChatTokens } from "../../components/chat/chat-tokens.ts";
import { createTransport } from "../../components/chat/transport.ts";
import { Refusal, toResponse, type RefusalCode } from "../../lib/errors.ts";

type Call = { url: string; token: string | null; body: string };

const question: UIMessage = { id: "1", role: "user", parts: [{ type: "text", text: "Hello" }] };
const STREAM = ['{"type":"start"}', '{"type":"finish"}', "[DONE]"].map((line) => `data: ${line}\n\n`).join("");

let calls: Call[] = [];
let tokens = 0;

beforeEach(() => {
  calls = [];
  tokens = 0;
});

/** A service that hands out numbered tokens and answers each chat request with the next of `answers`. */
function service(answers: (RefusalCode | "stream")[], ticket?: RefusalCode): typeof fetch {
  return async (input, init) => {
    const url = typeof input === "string" ? input : "";
    calls.push({
      url,
      token: new Headers(init?.headers).get("x-chat-token"),
      body: typeof init?.body === "string" ? init.body : "",
    });
    init?.signal?.throwIfAborted();
    if (url === "/api/token" && ticket) return toResponse(new Refusal(ticket), "request-1");
    if (url === "/api/token") return Response.json({ token: `token-${++tokens}`, expiresInSeconds: 10 });
    const answer = answers.shift() ?? "internal";
    if (answer !== "stream") return toResponse(new Refusal(answer), "request-1");
    return new Response(STREAM, { headers: { "content-type": "text/event-stream" } });
  };
}

async function send(fetcher: typeof fetch, messages = [question], abortSignal?: AbortSignal): Promise<unknown> {
  const transport = createTransport(fetcher);
  const options = { chatId: "chat", trigger: "submit-message", messageId: undefined, body: { model: "m" } } as const;
  return transport.sendMessages({ ...options, messages, abortSignal }).catch((error: unknown) => error);
}

const codeOf = (error: unknown): string => readFailure(error, { now: 0, online: true }).code;
const visited = (): string[] => calls.map((call) => call.url);

describe("the transport", () => {
  it("fetches a token before it sends, and carries it in its own header", async () => {
    expect(await send(service(["stream"]))).toBeInstanceOf(ReadableStream);
    expect(visited()).toEqual(["/api/token", "/api/chat"]);
    expect(calls[1]?.token).toBe("token-1");
    expect(JSON.parse(calls[1]?.body ?? "")).toMatchObject({ id: "chat", model: "m", trigger: "submit-message" });
  });

  it("tries a stale token once more, silently, with a fresh one", async () => {
    expect(await send(service(["chat_token_invalid", "stream"]))).toBeInstanceOf(ReadableStream);
    expect(calls.map((call) => call.token)).toEqual([null, "token-1", null, "token-2"]);
  });

  it("never tries a third time", async () => {
    expect(codeOf(await send(service(["chat_token_invalid", "chat_token_invalid", "stream"])))).toBe(
      "chat_token_invalid",
    );
    expect(calls).toHaveLength(4);
  });

  it.each(["not_signed_in", "chat_token_used", "rate_limited", "budget_exhausted", "store_unavailable"] as const)(
    "never resends after %s",
    async (code) => {
      expect(codeOf(await send(service([code, "stream"])))).toBe(code);
      expect(visited()).toEqual(["/api/token", "/api/chat"]);
    },
  );

  it("shows a refusal of the token as it came, and sends nothing", async () => {
    expect(codeOf(await send(service(["stream"], "rate_limited")))).toBe("rate_limited");
    expect(visited()).toEqual(["/api/token"]);
  });

  it("keeps empty messages from the model", async () => {
    const empty: UIMessage = { id: "2", role: "assistant", parts: [] };
    await send(service(["stream"]), [question, empty, { ...question, id: "3" }]);
    const { messages } = JSON.parse(calls[1]?.body ?? "") as { messages: UIMessage[] };
    expect(messages.map((message) => message.id)).toEqual(["1", "3"]);
  });

  it("stops before the chat request when it is aborted", async () => {
    expect(await send(service(["stream"]), [question], AbortSignal.abort())).toMatchObject({ name: "AbortError" });
    expect(visited()).toEqual(["/api/token"]);
  });

  it("stops by itself when something sends in a loop", async () => {
    const fetcher = service(Array.from({ length: 20 }, () => "stream" as const));
    const transport = createTransport(fetcher);
    const options = { chatId: "c", trigger: "submit-message", messageId: undefined, abortSignal: undefined } as const;
    const outcomes: unknown[] = [];
    for (let sent = 0; sent < 10; sent++)
      outcomes.push(await transport.sendMessages({ ...options, messages: [question] }).catch(codeOf));
    expect(outcomes.slice(6)).toEqual(Array.from({ length: 4 }, () => "sending_too_fast"));
    expect(visited().filter((url) => url === "/api/chat")).toHaveLength(6);
  });
});

describe("a token that was asked for while somebody wrote", () => {
  let now = 0;
  const start = (answers: (RefusalCode | "stream")[], ticket?: RefusalCode) => {
    now = 1_000_000;
    const fetcher = service(answers, ticket);
    const tokens = new ChatTokens(fetcher, () => now);
    const transport = createTransport(fetcher, tokens);
    const options = { chatId: "chat", trigger: "submit-message", messageId: undefined, body: {} } as const;
    const send = (abortSignal?: AbortSignal) =>
      transport.sendMessages({ ...options, messages: [question], abortSignal }).catch((error: unknown) => error);
    return { tokens, send };
  };
  const sent = () => calls.filter(({ url }) => url === "/api/chat").map(({ token }) => token);

  it("is sent with the message, which then takes one round trip", async () => {
    const { tokens, send } = start(["stream"]);
    tokens.prepare();
    expect(visited()).toEqual(["/api/token"]);
    await send();
    expect(visited()).toEqual(["/api/token", "/api/chat"]);
    expect(sent()).toEqual(["token-1"]);
  });

  it("is one at a time, and renewed before it is stale", async () => {
    const { tokens, send } = start(["stream"]);
    for (let key = 0; key < 69; key += 1, now += 100) tokens.prepare();
    expect(visited()).toHaveLength(1);
    now += 100;
    tokens.prepare();
    expect(visited()).toHaveLength(2);
    await send();
    expect(sent()).toEqual(["token-2"]);
  });

  it("is sent once", async () => {
    const { tokens, send } = start(["stream", "stream"]);
    tokens.prepare();
    await send();
    await send();
    expect(sent()).toEqual(["token-1", "token-2"]);
  });

  it("is not sent when it may be stale on arrival", async () => {
    const { tokens, send } = start(["stream"]);
    tokens.prepare();
    now += 7_000;
    await send();
    expect(sent()).toEqual(["token-2"]);
  });

  it("is replaced, silently and once, when the service finds it stale all the same", async () => {
    const { tokens, send } = start(["chat_token_invalid", "stream"]);
    tokens.prepare();
    expect(await send()).toBeInstanceOf(ReadableStream);
    expect(sent()).toEqual(["token-1", "token-2"]);
  });

  it("is not asked for again while the service wants nobody to ask", async () => {
    const { tokens, send } = start(["stream"], "rate_limited");
    tokens.prepare();
    await Promise.resolve();
    for (let second = 0; second < 10; second += 1, now += 999) {
      tokens.prepare();
      await new Promise(setImmediate);
    }
    expect(visited()).toHaveLength(1);
    // The message asks for itself, and shows what it hears.
    expect(codeOf(await send())).toBe("rate_limited");
    expect(visited()).toEqual(["/api/token", "/api/token"]);
    now += 10;
    tokens.prepare();
    expect(visited()).toHaveLength(3);
  });

  it("waits for no token that does not come once the message is stopped", async () => {
    const tokens = new ChatTokens(
      () => new Promise(() => {}),
      () => now,
    );
    const transport = createTransport(service(["stream"]), tokens);
    tokens.prepare();
    const stopping = new AbortController();
    const options = { chatId: "chat", trigger: "submit-message", messageId: undefined, body: {} } as const;
    const sending = transport.sendMessages({ ...options, messages: [question], abortSignal: stopping.signal });
    stopping.abort();
    await expect(sending).rejects.toMatchObject({ name: "AbortError" });
    expect(visited()).toEqual([]);
  });
});
