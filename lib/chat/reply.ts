/** One reply from the provider to the browser. It owns its end: whatever happens, the hold is settled exactly once. */
import "server-only";

import { type RefusalCode, toProblem } from "../errors.ts";
import type { Hold } from "../usage/hold.ts";
import type { ChatInput } from "./chat-input.ts";
import { type ProviderFailure, providerFailure } from "./provider/provider-failure.ts";
import { ReplyDeadline, replyLimits } from "./reply-deadline.ts";
import type { FinishReason } from "./provider/reply-parts.ts";
import { ReplyRecord } from "./reply-record.ts";
import type { ProviderCall, RunningReply } from "./running-reply.ts";
import { callProvider, takeSteps } from "./steps.ts";
import { DONE, UI_STREAM_HEADERS, UiStream } from "./ui-stream.ts";

/**
 * @param clientGone fires when the client leaves; the provider is stopped a moment later
 * @throws Refusal as lib/chat/provider/provider-failures.ts lists them, as long as nothing was sent
 */
export async function streamReply(input: ChatInput, hold: Hold, clientGone: AbortSignal): Promise<Response> {
  const deadline = new ReplyDeadline(replyLimits(input.model), { clientGone, cut: hold.cut });
  const reply = { input, hold, deadline, record: new ReplyRecord() };
  try {
    const call = await callProvider(reply, input.turns);
    return new Response(replyStream(reply, call), { headers: UI_STREAM_HEADERS });
  } catch (error) {
    const failure = failureOf(error, deadline);
    await settle(reply, { ended: failure.refusal.code, failure });
    throw failure.refusal;
  }
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

/** Pushed at the provider's pace and not the client's: a slow client cannot keep a hold open. The plan bounds the size. */
function replyStream(reply: RunningReply, call: ProviderCall): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => void pump(reply, call, controller),
    cancel: () => reply.deadline.clientLeft(),
  });
}

async function pump(reply: RunningReply, call: ProviderCall, controller: Controller): Promise<void> {
  const { hold, deadline, input } = reply;
  const encoder = new TextEncoder();
  const send = (text: string) => {
    if (!deadline.clientIsGone && text !== "") controller.enqueue(encoder.encode(text));
  };
  const ui = new UiStream(send);
  ui.start(hold.id, input.leftOut);
  const end = await run(reply, call, ui);
  await settle(reply, end);
  send(end.farewell + DONE);
  if (!deadline.clientIsGone) controller.close();
}

/** How a reply ended, and what is left to say: each write costs a call of the system, so the end is one. */
type Ended = { ended: FinishReason | RefusalCode; failure?: ProviderFailure; outputBoundPassed?: boolean | undefined };

/** Words go to the client as they come, and so does, coded, what came instead of their end. */
async function run(reply: RunningReply, call: ProviderCall, ui: UiStream): Promise<Ended & { farewell: string }> {
  try {
    const { finish, outputBoundPassed } = await takeSteps(reply, call, ui);
    return { ended: finish, outputBoundPassed, farewell: ui.finish(finish) };
  } catch (error) {
    const failure = failureOf(error, reply.deadline);
    return {
      ended: failure.refusal.code,
      farewell: ui.error(toProblem(failure.refusal, reply.input.requestId)),
      failure,
    };
  }
}

async function settle({ hold, deadline, record }: RunningReply, end: Ended): Promise<void> {
  deadline.clear();
  const { failure, outputBoundPassed = false } = end;
  const { clientIsGone, stoppedMs } = deadline;
  const ended = clientIsGone ? "reader_left" : end.ended;
  await hold.settle(record.endedBy({ ended, failure, stoppedMs, outputBoundPassed }));
}

/** What we cut ourselves, we cut for a reason of our own; what ends because its client has left is nobody's failure. */
function failureOf(error: unknown, { reason, clientIsGone }: ReplyDeadline): ProviderFailure {
  const failure = providerFailure(reason ?? error);
  return clientIsGone && !reason && failure.concerns === "health" ? { ...failure, concerns: "nobody" } : failure;
}
