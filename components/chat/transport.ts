/** How the page talks to /api/chat: AI SDK's own transport, with a chat token fetched right before each send. */
import { DefaultChatTransport, type UIMessage } from "ai";

import { readProblem } from "./failure.ts";
import { hasText } from "./message-text.ts";
import { sendLimit } from "./send-limit.ts";

type Fetch = typeof fetch;

export function createTransport(fetcher: Fetch = (...call) => fetch(...call)): DefaultChatTransport<UIMessage> {
  return new DefaultChatTransport<UIMessage>({
    api: "/api/chat",
    fetch: fetchWithToken(fetcher, sendLimit()),
    // A reply that was stopped before its first word leaves an empty message behind; the model must not see it.
    prepareSendMessagesRequest: ({ id, messages, trigger, messageId, body }) => ({
      body: { ...body, id, messages: messages.filter(hasText), trigger, messageId },
    }),
  });
}

/** One silent retry, with a fresh token, when the token went stale on its way. Never more: every other answer is shown. */
function fetchWithToken(fetcher: Fetch, checkLimit: () => void): Fetch {
  const attempt: Fetch = async (input, init) => {
    const ticket = await fetcher("/api/token", { method: "POST", signal: init?.signal ?? null });
    if (!ticket.ok) return ticket;
    const headers = new Headers(init?.headers);
    headers.set("x-chat-token", readToken(await ticket.json()));
    return fetcher(input, { ...init, headers });
  };
  return async (input, init) => {
    checkLimit();
    const response = await attempt(input, init);
    return (await wasStale(response)) ? attempt(input, init) : response;
  };
}

async function wasStale(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  return readProblem(await response.clone().text(), 0)?.code === "chat_token_invalid";
}

function readToken(body: unknown): string {
  if (typeof body === "object" && body !== null && "token" in body && typeof body.token === "string") return body.token;
  throw new Error("The token route answered without a token");
}
