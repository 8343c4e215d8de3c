/** The provider: the one file that imports its SDK and knows its key. Every knob that costs money is set here, by us. */
import "server-only";

import OpenAI from "openai";
import type { ResponseStreamEvent } from "openai/resources/responses/responses";

import { env } from "../env.ts";
import { Refusal } from "../errors.ts";
import { safeguards } from "../safeguards.ts";
import type { Usage } from "../usage/price.ts";
import type { ChatInput } from "./chat-request.ts";

export type FinishReason = "stop" | "length" | "content-filter" | "error";
export type ReplyEvent = { type: "text"; delta: string } | { type: "end"; finish: FinishReason; usage: Usage | null };

let client: OpenAI | undefined;

/**
 * Opens a reply. The promise settles once the provider has accepted or refused the call.
 * @throws the SDK's own errors, here and from the iteration; lib/chat/provider-failure.ts reads them
 */
export async function openReply(
  input: ChatInput,
  safetyIdentifier: string,
  signal: AbortSignal,
): Promise<AsyncIterable<ReplyEvent>> {
  return replyEvents(await callProvider(input, safetyIdentifier, signal));
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

async function* replyEvents(events: AsyncIterable<ResponseStreamEvent>): AsyncGenerator<ReplyEvent> {
  for await (const event of events) {
    if (event.type === "response.output_text.delta" || event.type === "response.refusal.delta") {
      yield { type: "text", delta: event.delta };
    } else if (
      event.type === "response.completed" ||
      event.type === "response.incomplete" ||
      event.type === "response.failed"
    ) {
      yield endOf(event.response);
    } else if (event.type === "error") {
      throw new Refusal("upstream_error");
    }
  }
}

function endOf(response: OpenAI.Responses.Response): ReplyEvent {
  const finish = finishReason(response);
  const { usage } = response;
  if (!usage) return { type: "end", finish, usage: null };
  const details = usage.input_tokens_details as Partial<typeof usage.input_tokens_details> | undefined;
  const [cachedInput, cacheWrite] = [details?.cached_tokens ?? 0, details?.cache_write_tokens ?? 0];
  return {
    type: "end",
    finish,
    usage: { input: usage.input_tokens, cachedInput, cacheWrite, output: usage.output_tokens },
  };
}

function finishReason({ status, incomplete_details }: OpenAI.Responses.Response): FinishReason {
  if (status === "failed") return "error";
  if (status !== "incomplete") return "stop";
  return incomplete_details?.reason === "content_filter" ? "content-filter" : "length";
}
