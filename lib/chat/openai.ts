/** The provider: the one file that imports its SDK and knows its key. Every knob that costs money is set here, by us. */
import "server-only";

import OpenAI from "openai";

import { env } from "../env.ts";
import { Refusal } from "../errors.ts";
import { safeguards } from "../safeguards.ts";
import type { ChatInput } from "./chat-request.ts";
import { type ReplyPart, replyParts } from "./reply-parts.ts";

let client: OpenAI | undefined;

/**
 * Opens a reply. The promise settles once the provider has accepted or refused the call.
 * @throws the SDK's own errors, here and from the iteration; lib/chat/provider-failure.ts reads them
 */
export async function openReply(
  input: ChatInput,
  safetyIdentifier: string,
  signal: AbortSignal,
): Promise<AsyncIterable<ReplyPart>> {
  // The SDK hands on events one by one, through three generators; a reply has hundreds.
  const { body } = await callProvider(input, safetyIdentifier, signal).asResponse();
  if (!body) throw new Refusal("upstream_error");
  return replyParts(body);
}

function callProvider(input: ChatInput, safetyIdentifier: string, signal: AbortSignal) {
  client ??= connect();
  return client.responses.create(
    {
      stream: true,
      model: input.model,
      instructions: safeguards().instructions,
      input: input.turns,
      max_output_tokens: input.maxOutputTokens,
      // The provider keeps nothing, bills the standard tier, drops nothing silently, and calls no tool.
      store: false,
      service_tier: "default",
      // oxlint-disable-next-line typescript/no-deprecated -- it is the default today; the bound on input relies on it
      truncation: "disabled",
      tools: [],
      tool_choice: "none",
      safety_identifier: safetyIdentifier,
    },
    { signal },
  );
}

/** A client of its own for work outside the straight line: lib/chat/openai-account.ts. */
export function connect(): OpenAI {
  const { OPENAI_API_KEY, OPENAI_ADMIN_KEY, OPENAI_BASE_URL } = env();
  return new OpenAI({
    apiKey: OPENAI_API_KEY ?? null,
    adminAPIKey: OPENAI_ADMIN_KEY ?? null,
    baseURL: OPENAI_BASE_URL ?? null,
    // A retry is a second bill for one hold.
    maxRetries: 0,
    // So is a redirect that is followed. ("error" would say it better, and Workers do not know it.)
    fetchOptions: { redirect: "manual" },
    // lib/chat/reply-deadline.ts cuts earlier, and says why.
    timeout: (safeguards().limits.replySeconds + 1) * 1000,
    logLevel: "off",
  });
}
