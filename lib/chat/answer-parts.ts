/** What a page keeps of an answer and sends back with the next question: words, and what tools gave. It is talk, and nothing is run. */
import "server-only";

import { z } from "zod";

import { callIdFrom } from "./call-id.ts";
import type { ToolTurn, Turn } from "./chat-input.ts";
import { textPart } from "./text-part.ts";
import { failedOutput, inputText, outputText } from "./tool-texts.ts";
import { TOOLS } from "./tools/registry.ts";

/** As the AI SDK keeps a call, of tools that exist. What is not read below ends here. */
const toolPart = z.strictObject({
  type: z.enum(TOOLS.map(({ name }) => `tool-${name}` as const)),
  toolCallId: z.string().max(128),
  state: z.enum(["input-streaming", "input-available", "output-available", "output-error"]),
  input: z.unknown().optional(),
  rawInput: z.unknown().optional(),
  output: z.unknown().optional(),
  errorText: z.string().optional(),
  title: z.string().optional(),
  toolMetadata: z.unknown().optional(),
  providerExecuted: z.boolean().optional(),
  callProviderMetadata: z.unknown().optional(),
  resultProviderMetadata: z.unknown().optional(),
  preliminary: z.boolean().optional(),
});

const stepStart = z.strictObject({ type: z.literal("step-start") });
const answerText = textPart.extend({ providerMetadata: z.unknown().optional() });
const answerPart = z.discriminatedUnion("type", [answerText, stepStart, toolPart]);

/** More than the most steps can have. */
export const answerParts = z.array(answerPart).max(256);

/** Turns of one answer after the other. A step ends with its message, or where the next begins. */
export class AnswerTurns {
  readonly #callIds = new Set<string>();
  #step = 0;

  of(parts: z.infer<typeof answerParts>): Turn[] {
    const turns: Turn[] = [];
    this.#step += 1;
    for (const part of parts) {
      if (part.type === "step-start") this.#step += 1;
      else if (part.type === "text") addText(turns, part.text.toWellFormed());
      else turns.push(...this.#toolTurns(part));
    }
    return turns;
  }

  /** None for a call that was interrupted: no model is told of a question that nobody answered. */
  #toolTurns({ type, toolCallId, state, input, output, errorText }: z.infer<typeof toolPart>): ToolTurn[] {
    if (state !== "output-available" && state !== "output-error") return [];
    const given = state === "output-error" ? failedOutput(errorText ?? "") : outputText(output);
    const [callId, name] = [callIdFrom(toolCallId, this.#callIds), type.slice("tool-".length)];
    return [{ role: "tool", step: this.#step, callId, name, input: inputText(input), output: given }];
  }
}

/** Each part was a text of its own. */
function addText(turns: Turn[], text: string): void {
  const last = turns.at(-1);
  if (text === "") return;
  if (last?.role === "assistant") last.content += `\n\n${text}`;
  else turns.push({ role: "assistant", content: text });
}
