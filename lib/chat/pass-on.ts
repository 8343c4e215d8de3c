/** Passes the words of one answer on to the client as they come, and keeps what a further step needs of it. */
import "server-only";

import { Refusal } from "../errors.ts";
import type { Reasoning, ToolCall } from "./chat-input.ts";
import { OutputBound } from "./output-bound.ts";
import type { FinishReason, ReplyPart } from "./provider/reply-parts.ts";
import type { ProviderCall, RunningReply } from "./running-reply.ts";
import type { UiStream } from "./ui-stream.ts";

export type Answer = {
  finish: FinishReason;
  calls: ToolCall[];
  texts: ReplyPart["texts"];
  reasoning: Reasoning[];
  /** The provider made more than it was asked for at the most, and was stopped. */
  outputBoundPassed?: boolean;
};
type Heard = Omit<Answer, "finish"> & { finish: FinishReason | null };

/** A stream that closes without a final event is a failed reply. After that event, a broken connection takes nothing away. */
export async function passOn(call: ProviderCall, reply: RunningReply, ui: UiStream): Promise<Answer> {
  const heard: Heard = { finish: null, calls: [], texts: [], reasoning: [] };
  try {
    await hear(heard, { call, reply, ui });
  } catch (error) {
    if (!heard.finish) throw error;
  } finally {
    call.deadline.clear();
  }
  const { finish } = heard;
  if (!finish) throw new Refusal("upstream_error");
  return { ...heard, finish };
}

type Hearing = { call: ProviderCall; reply: RunningReply; ui: UiStream };

async function hear(heard: Heard, { call: { parts, deadline }, reply, ui }: Hearing): Promise<void> {
  const bound = new OutputBound(reply.input.maxOutputTokens);
  for await (const part of parts) {
    deadline.heardFromProvider();
    reply.record.note(part);
    keep(heard, part);
    ui.texts(part.texts);
    if (await bound.passedBy(part)) {
      deadline.stopProvider();
      Object.assign(heard, { finish: "length", calls: [], outputBoundPassed: true });
      return;
    }
    if (part.isLast) deadline.heardEnd();
  }
}

function keep(heard: Heard, { texts, reasoning, finish, calls }: ReplyPart): void {
  heard.texts.push(...texts);
  for (const { field, text } of reasoning) {
    const last = heard.reasoning.at(-1);
    // Each encrypted one is a whole, and what is thought aloud comes in pieces.
    if (last?.field === field && field !== "encrypted_content") last.text += text;
    else heard.reasoning.push({ field, text });
  }
  if (finish) Object.assign(heard, { finish, calls });
}
