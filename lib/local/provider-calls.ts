/** Which of the offered tools the stand-in calls: those that the last question asks for, all at once or one after the other. */
import "server-only";

import { randomBytes } from "node:crypto";

import { argumentsFor } from "./call-arguments.ts";
import type { Call, ProviderRequest, Tool, Turn } from "./provider-request.ts";

const ASKS: Record<string, RegExp> = {
  current_time: /\bwhat('s| is)? (the )?(time|date|day)\b|\btime is it\b|\b(current|local) time\b|\btoday.?s date\b/i,
  my_limits:
    /\bhow (much|many)\b.*\b(left|remain)|\bwhat\b.*\b(left|remains|remaining)\b|\bmy (limits?|allowance|quota)\b/i,
};
const IN_TURN = /\bone (after|by) (the other|another|one)\b|\bone at a time\b/i;

type Wanted = Pick<Call, "name" | "text">;

/** @returns what is still to be called, and may be; `said` is what the stand-in says before it */
export function callsFor({ turns, tools, mayCall }: ProviderRequest): { calls: Call[]; said: string } {
  const asked = turns.findLastIndex(({ role }) => role === "user");
  const question = turns[asked]?.text ?? "";
  if (!mayCall || tools.length === 0) return { calls: [], said: "" };
  const done = turns.slice(asked + 1).filter((turn) => turn.role === "call");
  const open = wantedBy(question, tools).filter((one) => !done.some((call) => isSame(call, one)));
  const now = IN_TURN.test(question) ? open.slice(0, 1) : open;
  const said = now.length < open.length && done.length === 0 ? "One after the other, then." : "";
  return { calls: now.map((one) => ({ ...one, callId: `call_${randomBytes(12).toString("hex")}` })), said };
}

/** The calls and outputs that have come since the last question, side by side. */
export function answersSince(turns: Turn[]): { name: string; input: string; output: string }[] {
  const since = turns.slice(turns.findLastIndex(({ role }) => role === "user") + 1);
  return since.flatMap((call) => {
    if (call.role !== "call") return [];
    const output = since.find((turn) => turn.role === "output" && turn.callId === call.callId);
    return [{ name: call.name, input: call.text, output: output?.text ?? "" }];
  });
}

function wantedBy(question: string, tools: Tool[]): Wanted[] {
  return tools
    .filter(({ name }) => asksFor(name, question))
    .flatMap(({ name, parameters }) => argumentsFor(parameters, question).map((text) => ({ name, text })));
}

/** A tool that the stand-in does not know is asked for by the words of its name: "weather" for get_weather. */
function asksFor(name: string, question: string): boolean {
  const known = Object.hasOwn(ASKS, name) ? ASKS[name] : undefined;
  if (known) return known.test(question);
  const words = name.split(/[_-]+/).filter((word) => !/^(get|find|look|up|search|my|the|)$/i.test(word));
  return words.length > 0 && words.every((word) => question.toLowerCase().includes(word.toLowerCase()));
}

function isSame(call: Wanted, other: Wanted): boolean {
  return call.name === other.name && call.text === other.text;
}
