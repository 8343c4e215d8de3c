/** One reply from the provider to the browser. It owns its end: whatever happens, the hold is settled exactly once. */
import "server-only";

import { Refusal, type RefusalCode, toProblem } from "../errors.ts";
import { safeguards } from "../safeguards.ts";
import type { Hold } from "../usage/hold.ts";
import type { ChatInput } from "./chat-request.ts";
import { openReply } from "./openai.ts";
import { type ProviderFailure, providerFailure } from "./provider-failure.ts";
import { ReplyDeadline } from "./reply-deadline.ts";
import type { FinishReason, ReplyPart } from "./reply-parts.ts";
import { ReplyRecord } from "./reply-record.ts";
import { UI_STREAM_HEADERS, uiStream } from "./ui-stream.ts";

/**
 * @param readerGone fires when the client leaves; the provider is stopped at once
 * @throws Refusal `upstream_error`, `upstream_timeout`, `provider_unavailable` as long as nothing was sent
 */
export async function streamReply(input: ChatInput, hold: Hold, readerGone: AbortSignal): Promise<Response> {
  const deadline = new ReplyDeadline(safeguards().limits, { readerGone, cut: hold.cut });
  const record = new ReplyRecord();
  try {
    const parts = await openReply(input, hold.safetyIdentifier, deadline.signal);
    return new Response(replyStream({ input, hold, parts, deadline, record }), { headers: UI_STREAM_HEADERS });
  } catch (error) {
    deadline.clear();
    const failure = providerFailure(error);
    const refusal = deadline.reason ?? failure.refusal;
    await hold.settle(record.endedBy(deadline.readerIsGone ? "reader_left" : refusal.code, failure));
    throw refusal;
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

/** Pushed at the provider's pace and not the reader's: a slow reader cannot keep a hold open. The plan bounds the size. */
function replyStream(reply: Reply): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => void pump(reply, controller),
    cancel: () => reply.deadline.readerLeft(),
  });
}

async function pump(reply: Reply, controller: Controller): Promise<void> {
  const { hold, deadline, record } = reply;
  const encoder = new TextEncoder();
  const send = (text: string) => {
    if (!deadline.readerIsGone) controller.enqueue(encoder.encode(text));
  };
  send(uiStream.start(hold.id));
  const { ended, farewell, failure } = await passOn(reply, send);
  deadline.clear();
  await hold.settle(record.endedBy(deadline.readerIsGone ? "reader_left" : ended, failure));
  send(farewell + uiStream.done);
  if (!deadline.readerIsGone) controller.close();
}

/** How a reply ended, and what is left to say: each write costs a call of the system, so the end is one. */
type Ended = { ended: FinishReason | RefusalCode; farewell: string; failure?: ProviderFailure };

/** Words go to the reader as they come, and so does, coded, what came instead of their end. */
async function passOn({ input, parts, deadline, record }: Reply, send: Send): Promise<Ended> {
  try {
    const finish = await passOnWords(parts, (part) => {
      deadline.heardFromProvider();
      record.note(part);
      if (part.text) send(uiStream.text(part.text));
      if (part.end) deadline.heardEnd();
    });
    return { ended: finish, farewell: uiStream.finish(finish) };
  } catch (error) {
    const failure = providerFailure(error);
    const refusal = deadline.reason ?? failure.refusal;
    send(uiStream.error(toProblem(refusal, input.requestId)));
    return { ended: refusal.code, farewell: "", failure };
  }
}

/** An answer that stops without an end is none; after its end, a line that breaks or stays open takes nothing away. */
async function passOnWords(parts: AsyncIterable<ReplyPart>, take: (part: ReplyPart) => void): Promise<FinishReason> {
  let finish: FinishReason = "error";
  try {
    for await (const part of parts) {
      take(part);
      if (part.end) finish = part.end.finish;
    }
  } catch (error) {
    if (finish === "error") throw error;
  }
  if (finish === "error") throw new Refusal("upstream_error");
  return finish;
}
