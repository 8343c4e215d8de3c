/** Fetches one answer, with the AI SDK. It is bigger than the page, so this file is loaded when somebody begins to write. */
import "./zod-without-eval.ts";

import { readUIMessageStream, type UIMessage } from "ai";

import { createTransport } from "./transport.ts";

export type ReplyRequest = {
  chatId: string;
  messages: UIMessage[];
  model: string | undefined;
  signal: AbortSignal;
};

// One for the page, so that the brake on sending counts for all its chats together.
const transport = createTransport();

/**
 * The answer again and again, longer each time.
 * @throws once all that arrived was handed out: whatever the transport or the stream reported
 */
export async function* fetchReply(request: ReplyRequest): AsyncGenerator<UIMessage, void> {
  const { chatId, messages, model, signal } = request;
  const stream = await transport.sendMessages({
    chatId,
    messages,
    abortSignal: signal,
    body: model ? { model } : {},
    trigger: "submit-message",
    messageId: undefined,
  });
  const errors: unknown[] = [];
  // Ending at an error would drop the words that wait in front of it.
  yield* readUIMessageStream({ stream, onError: (error) => errors.push(error) });
  if (errors.length > 0) throw errors[0];
}
