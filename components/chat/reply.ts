/** Fetches one answer, with the AI SDK. It is bigger than the page, so this file is loaded when somebody begins to write. */
import "./zod-without-eval.ts";

import { readUIMessageStream, type UIMessage, type UIMessageChunk } from "ai";

import { CallClock } from "./call-clock.ts";
import { withoutOldPictures } from "../pictures/without-old-pictures.ts";
import { ChatTokens } from "./chat-tokens.ts";
import { FailureError } from "./failure.ts";
import { createTransport } from "./transport.ts";

export type ReplyRequest = {
  chatId: string;
  messages: UIMessage[];
  model: string | undefined;
  signal: AbortSignal;
  /** Told once, when the stream says how the answer ended. */
  onFinish: (finishReason: string) => void;
};

// One for the page, so that the limit on sending counts for all its chats together.
const fetcher: typeof fetch = (...call) => fetch(...call);
const tokens = new ChatTokens(fetcher);
const transport = createTransport(fetcher, tokens);

/** For each key that is pressed in the composer. */
export function prepareToken(): void {
  tokens.prepare();
}

/**
 * The answer again and again, longer each time.
 * @param mostPictures of the newest ones, how many the model may see
 * @throws once all that arrived was handed out: whatever the transport or the stream reported
 */
export async function* fetchReply(request: ReplyRequest, mostPictures?: number): AsyncGenerator<UIMessage, void> {
  const { chatId, model, signal } = request;
  const messages = withoutOldPictures(request.messages, mostPictures);
  const stream = await transport.sendMessages({
    chatId,
    messages,
    abortSignal: signal,
    body: model ? { model } : {},
    trigger: "submit-message",
    messageId: undefined,
  });
  const errors: unknown[] = [];
  let finished = false;
  const calls = new CallClock();
  const watch = new TransformStream<UIMessageChunk, UIMessageChunk>({
    transform(chunk, controller) {
      controller.enqueue(chunk);
      const messageMetadata = calls.heard(chunk);
      if (messageMetadata) controller.enqueue({ type: "message-metadata", messageMetadata });
      if (chunk.type !== "finish") return;
      finished = true;
      request.onFinish(chunk.finishReason ?? "stop");
    },
  });
  // Ending at an error would drop the words that wait in front of it.
  yield* readUIMessageStream({ stream: stream.pipeThrough(watch), onError: (error) => errors.push(error) });
  if (errors.length > 0) throw errors[0];
  // A stream may close cleanly in the middle, behind a proxy that gives up.
  if (!finished) throw new FailureError({ code: "network" });
}
