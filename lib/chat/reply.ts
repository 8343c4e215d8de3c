/** One reply from the provider to the browser. It owns its end: whatever happens, the hold is settled exactly once. */
import "server-only";

import { Refusal, type RefusalCode, toProblem } from "../errors.ts";
import type { Hold } from "../usage/hold.ts";
import type { ChatInput } from "./chat-input.ts";
import { openReply } from "./openai.ts";
import { OutputBound } from "./output-bound.ts";
import { type ProviderFailure, providerFailure } from "./provider-failure.ts";
import { ReplyDeadline, replyLimits } from "./reply-deadline.ts";
import type { FinishReason, ReplyPart } from "./reply-parts.ts";
import { ReplyRecord } from "./reply-record.ts";
import { DONE, UI_STREAM_HEADERS, UiStream } from "./ui-stream.ts";

/**
 * @param clientGone fires when the client leaves; the provider is stopped a moment later
 * @throws Refusal as lib/chat/provider-failures.ts lists them, as long as nothing was sent
 */
export async function streamReply(input: ChatInput, hold: Hold, clientGone: AbortSignal): Promise<Response> {
  const deadline = new ReplyDeadline(replyLimits(input.model), { clientGone, cut: hold.cut });
  const record = new ReplyRecord();
  try {
    const parts = await openReply(input, hold.safetyIdentifier, deadline.signal);
    return new Response(replyStream({ input, hold, parts, deadline, record }), { headers: UI_STREAM_HEADERS });
  } catch (error) {
    deadline.clear();
    const failure = failureOf(error, deadline);
    await settle({ hold, deadline, record }, { ended: failure.refusal.code, failure });
    throw failure.refusal;
  }
}

type Reply = {
  input: ChatInput;
  hold: Hold;
  parts: AsyncIterable<ReplyPart>;
  deadline: ReplyDeadline;
  record: ReplyRecord;
};
type Controller = ReadableStreamDefaultController<Uint8Array>;
type Send = (text: string) => void;

/** Pushed at the provider's pace and not the client's: a slow client cannot keep a hold open. The plan bounds the size. */
function replyStream(reply: Reply): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => void pump(reply, controller),
    cancel: () => reply.deadline.clientLeft(),
  });
}

async function pump(reply: Reply, controller: Controller): Promise<void> {
  const { hold, deadline, input } = reply;
  const encoder = new TextEncoder();
  const send = (text: string) => {
    if (!deadline.clientIsGone) controller.enqueue(encoder.encode(text));
  };
  const ui = new UiStream();
  send(ui.start(hold.id, input.leftOut));
  const end = await passOn(reply, send, ui);
  deadline.clear();
  await settle(reply, end);
  send(end.farewell + DONE);
  if (!deadline.clientIsGone) controller.close();
}

/** How a reply ended, and what is left to say: each write costs a call of the system, so the end is one. */
type Ended = { ended: FinishReason | RefusalCode; failure?: ProviderFailure; outputBoundPassed?: boolean };

function settle({ hold, deadline, record }: Pick<Reply, "hold" | "deadline" | "record">, end: Ended): Promise<void> {
  const { failure, outputBoundPassed = false } = end;
  const { clientIsGone, stoppedMs } = deadline;
  const ended = clientIsGone ? "reader_left" : end.ended;
  return hold.settle(record.endedBy({ ended, failure, stoppedMs, outputBoundPassed }));
}

/** Words go to the client as they come, and so does, coded, what came instead of their end. */
async function passOn(reply: Reply, send: Send, ui: UiStream): Promise<Ended & { farewell: string }> {
  try {
    const end = await passOnWords(reply, (texts) => send(ui.texts(texts)));
    return { ...end, farewell: ui.finish(end.ended) };
  } catch (error) {
    const failure = failureOf(error, reply.deadline);
    const farewell = ui.error(toProblem(failure.refusal, reply.input.requestId));
    return { ended: failure.refusal.code, farewell, failure };
  }
}

type Finished = { ended: FinishReason; outputBoundPassed?: boolean };

/** A stream that closes without a final event is a failed reply. After that event, a broken connection takes nothing away. */
async function passOnWords(
  { input, parts, deadline, record }: Reply,
  send: (texts: ReplyPart["texts"]) => void,
): Promise<Finished> {
  const bound = new OutputBound(input.maxOutputTokens);
  let finish: FinishReason | null = null;
  try {
    for await (const part of parts) {
      deadline.heardFromProvider();
      record.note(part);
      if (part.texts.length > 0) send(part.texts);
      if (await bound.passedBy(part)) {
        deadline.stopProvider();
        return { ended: "length", outputBoundPassed: true };
      }
      finish = part.finish ?? finish;
      if (part.isLast) deadline.heardEnd();
    }
  } catch (error) {
    if (!finish) throw error;
  }
  if (!finish) throw new Refusal("upstream_error");
  return { ended: finish };
}

/** What we cut ourselves, we cut for a reason of our own. */
function failureOf(error: unknown, { reason }: ReplyDeadline): ProviderFailure {
  return providerFailure(reason ?? error);
}
