/** How the page talks to /api/chat: AI SDK's own transport, with a chat token for each send. */
import { DefaultChatTransport, type UIMessage } from "ai";

import { hasContent } from "./answer-parts.ts";
import { ChatTokens, readToken } from "./chat-tokens.ts";
import { readProblem } from "./failure.ts";
import { sendLimit } from "./send-limit.ts";

type Fetch = typeof fetch;

const LONG_BODY = 100_000;

/** @param tokens has one for the next message, or not */
export function createTransport(
  fetcher: Fetch = (...call) => fetch(...call),
  tokens = new ChatTokens(fetcher),
): DefaultChatTransport<UIMessage> {
  return new DefaultChatTransport<UIMessage>({
    api: "/api/chat",
    fetch: fetchWithToken(fetcher, tokens, sendLimit()),
    // A reply that was stopped before its first word leaves an empty message behind; the model must not see it.
    prepareSendMessagesRequest: ({ id, messages, trigger, messageId, body }) => ({
      body: { ...body, id, messages: messages.filter(hasContent), trigger, messageId },
    }),
  });
}

/** One silent retry, with a fresh token, when the token went stale on its way. Never more: every other answer is shown. */
function fetchWithToken(fetcher: Fetch, tokens: ChatTokens, checkLimit: () => void): Fetch {
  const attempt = async (prepared: string | null, ...[input, init]: Parameters<Fetch>): Promise<Response> => {
    const ticket = prepared ?? (await fetcher("/api/token", { method: "POST", signal: init?.signal ?? null }));
    if (typeof ticket !== "string" && !ticket.ok) return ticket;
    const headers = new Headers(init?.headers);
    headers.set("x-chat-token", typeof ticket === "string" ? ticket : readToken(await ticket.json()));
    return fetcher(input, { ...init, headers });
  };
  return async (input, init) => {
    checkLimit();
    // A body with pictures may take longer to arrive than a token that was asked for earlier has left.
    const isLong = typeof init?.body === "string" && init.body.length > LONG_BODY;
    const prepared = isLong ? null : await tokens.take(init?.signal);
    const response = await attempt(prepared, input, init);
    return (await wasStale(response)) ? attempt(null, input, init) : response;
  };
}

async function wasStale(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  return readProblem(await response.clone().text(), 0)?.code === "chat_token_invalid";
}
