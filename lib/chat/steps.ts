/** The loop of steps: a call of the provider, then what it asked of tools, until it answers in words or may not go on. */
import "server-only";

import { textsSent, type Turn } from "./chat-input.ts";
import { openReply } from "./provider/openai.ts";
import { type Answer, passOn } from "./pass-on.ts";
import { runTools } from "./run-tools.ts";
import type { ProviderCall, RunningReply } from "./running-reply.ts";
import type { UiStream } from "./ui-stream.ts";

/**
 * @param first the call that is open already
 * @throws whatever ends the reply without an answer, the ledger's refusal of a further step included
 */
export async function takeSteps(reply: RunningReply, first: ProviderCall, ui: UiStream): Promise<Answer> {
  const turns = [...reply.input.turns];
  for (let call = first; ; call = await callProvider(reply, turns)) {
    const answer = await passOn(call, reply, ui);
    if (answer.finish !== "tool-calls" || isLastStep(reply)) return answer;
    turns.push(...(await answerCalls(reply, answer, ui)));
    await extendHold(reply, turns);
    ui.nextStep();
  }
}

/** @throws the SDK's errors, and what is thrown when the reply must end */
export async function callProvider(reply: RunningReply, turns: Turn[]): Promise<ProviderCall> {
  const { input, hold, record } = reply;
  const deadline = reply.deadline.startCall();
  record.beginStep();
  const step = { ...input, turns, isLastStep: isLastStep(reply) };
  return { parts: await openReply(step, hold.safetyIdentifier, deadline.signal), deadline };
}

function isLastStep({ input, record }: RunningReply): boolean {
  return record.steps >= input.maxSteps;
}

/** @returns what the model said before its calls, and what they gave */
async function answerCalls({ input, deadline, record }: RunningReply, answer: Answer, ui: UiStream): Promise<Turn[]> {
  const { calls, reasoning } = answer;
  const uses = await runTools(calls, { ...input, signal: deadline.signal, record }, ui);
  const turns = uses.map((use, at): Turn => {
    return { role: "tool", step: record.steps, ...(at === 0 && { reasoning }), ...use };
  });
  const said = saidIn(answer);
  return said === "" ? turns : [{ role: "assistant", content: said }, ...turns];
}

/** Each output item was a text of its own. */
function saidIn({ texts }: Answer): string {
  return texts
    .map(({ itemId, text }, at) => (at > 0 && texts[at - 1]?.itemId !== itemId ? `\n\n${text}` : text))
    .join("");
}

/** Nothing is taken for a reply that must end, and nothing is begun for one that ended while it was taken. */
async function extendHold({ input, hold, deadline }: RunningReply, turns: Turn[]): Promise<void> {
  deadline.signal.throwIfAborted();
  const { images, offersTools = false, maxOutputTokens } = input;
  await hold.extend({ texts: textsSent({ ...input, turns }), images, offersTools, maxOutputTokens });
  deadline.signal.throwIfAborted();
}
