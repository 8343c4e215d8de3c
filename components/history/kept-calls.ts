/** The calls of tools in a kept answer: each notes how much of the answer's text stands before it. */
import type { UIMessage } from "ai";

import { blocksOf } from "../chat/answer-parts.ts";
import { type Check, isNumber, isOr, isShaped, isString } from "../shape.ts";

export type KeptCall = {
  /** Characters of the text. */
  after: number;
  id: string;
  name: string;
  input?: unknown;
  /** One that has neither output nor error was cut off. */
  output?: unknown;
  error?: string | undefined;
  ms?: number | undefined;
};

const isAnything: Check<unknown> = (_value): _value is unknown => true;

export const isKeptCall = isShaped<KeptCall>({
  after: isNumber,
  id: isString,
  name: isString,
  input: isAnything,
  output: isAnything,
  error: isOr(isString, undefined),
  ms: isOr(isNumber, undefined),
});

const BORDER = "\n\n";

export function toKeptCalls(message: UIMessage): KeptCall[] {
  const calls: KeptCall[] = [];
  let after = 0;
  for (const block of blocksOf(message)) {
    if ("text" in block) after += (after > 0 ? BORDER.length : 0) + block.text.length;
    else {
      const { state, output, ...call } = block.call;
      calls.push({ after, ...call, ...(state === "failed" ? { error: String(output) } : { output }) });
    }
  }
  return calls;
}

type Parts = UIMessage["parts"];

/** The parts that the AI SDK would have made of it. */
export function toParts(text: string, calls: KeptCall[]): Parts {
  const parts: Parts = [];
  let at = 0;
  for (const call of calls) {
    parts.push(...textPart(text.slice(at, call.after), at), toolPart(call));
    at = Math.max(at, call.after);
  }
  return [...parts, ...textPart(text.slice(at), at)];
}

function textPart(text: string, at: number): Parts {
  const own = at > 0 && text.startsWith(BORDER) ? text.slice(BORDER.length) : text;
  return own === "" ? [] : [{ type: "text", text: own, state: "done" }];
}

function toolPart({ id, name, input, output, error }: KeptCall): Parts[number] {
  const call = { type: `tool-${name}` as const, toolCallId: id, input };
  if (error !== undefined) return { ...call, state: "output-error", errorText: error };
  return output === undefined ? { ...call, state: "input-available" } : { ...call, state: "output-available", output };
}
