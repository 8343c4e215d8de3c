/** What a provider is asked for, in either protocol. Every knob that costs money is set here, by us; nothing else is sent. */
import "server-only";

import type { Provider } from "../../providers.ts";
import { safeguards } from "../../safeguards.ts";
import type { StepInput } from "../chat-input.ts";
import type { OfferedTool } from "../offered-tools.ts";
import { completionsMessages } from "./completions-messages.ts";
import { responsesItems } from "./responses-items.ts";

/** It keeps nothing, bills the standard tier, drops nothing silently, and is offered no tools but ours. */
export function responsesRequest(input: StepInput, safetyIdentifier: string) {
  return {
    stream: true as const,
    model: input.model,
    instructions: safeguards().instructions,
    input: responsesItems(input.turns),
    max_output_tokens: input.maxOutputTokens,
    store: false,
    service_tier: "default" as const,
    // The default today; the bound on input relies on it.
    truncation: "disabled" as const,
    safety_identifier: safetyIdentifier,
    ...(input.tools.length > 0 && { tools: input.tools.map(responsesTool), ...choiceOf(input) }),
  };
}

function responsesTool(tool: OfferedTool) {
  // Strict schemas know no field that may be left out. Each tool checks what it gets.
  return { type: "function" as const, ...tool, strict: false };
}

/** The tools are named on the last step too: some servers refuse calls in the conversation that they know no tool for. */
function choiceOf({ isLastStep }: StepInput) {
  return isLastStep && { tool_choice: "none" as const };
}

/** Compatible servers agree on little: some refuse a field that they do not know, so none is sent without need. */
export function completionsRequest(input: StepInput, safetyIdentifier: string, provider: Provider) {
  const { instructions } = safeguards();
  return {
    stream: true as const,
    stream_options: { include_usage: true },
    model: input.model,
    messages: [
      ...(instructions ? [{ role: "system" as const, content: instructions }] : []),
      ...completionsMessages(input.turns),
    ],
    n: 1,
    [provider.outputLimitField]: input.maxOutputTokens,
    ...(input.tools.length > 0 && { tools: input.tools.map(completionsTool), ...choiceOf(input) }),
    ...(provider.openaiFields && {
      store: false,
      service_tier: "default" as const,
      safety_identifier: safetyIdentifier,
    }),
  };
}

function completionsTool(tool: OfferedTool) {
  return { type: "function" as const, function: tool };
}
