/** What a provider is asked for, in either protocol. Every knob that costs money is set here, by us; nothing else is sent. */
import "server-only";

import type { Provider } from "../providers.ts";
import { safeguards } from "../safeguards.ts";
import type { ChatInput } from "./chat-input.ts";
import { completionsMessages, responsesItems } from "./turns-for-provider.ts";

/** It is offered no tool, keeps nothing, bills the standard tier, and drops nothing silently. */
export function responsesRequest(input: ChatInput, safetyIdentifier: string) {
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
  };
}

/** Compatible servers agree on little: some refuse a field that they do not know, so none is sent without need. */
export function completionsRequest(input: ChatInput, safetyIdentifier: string, provider: Provider) {
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
    ...(provider.openaiFields && {
      store: false,
      service_tier: "default" as const,
      safety_identifier: safetyIdentifier,
    }),
  };
}
