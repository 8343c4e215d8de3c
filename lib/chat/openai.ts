/** The provider: the one file that imports its SDK and knows its key. Every knob that costs money is set here, by us. */
import "server-only";

import OpenAI, { APIError, type ClientOptions } from "openai";

import { env } from "../env.ts";
import { safeguards } from "../safeguards.ts";
import type { ChatInput } from "./chat-request.ts";
import { NotSent } from "./provider-failure.ts";
import { type ReplyPart, replyParts } from "./reply-parts.ts";
import { responses } from "./responses-events.ts";

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
  try {
    // The SDK hands on events one by one, through three generators; a reply has hundreds.
    return replyParts(await callProvider(input, safetyIdentifier, signal).asResponse(), responses);
  } catch (error) {
    // The SDK wraps what happens once a request is on its way; anything else came before.
    throw error instanceof APIError ? error : new NotSent("No request could be made", { cause: error });
  }
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
      // The provider keeps nothing, bills the standard tier, and drops nothing silently. It is offered no tool.
      store: false,
      service_tier: "default",
      // oxlint-disable-next-line typescript/no-deprecated -- it is the default today; the bound on input relies on it
      truncation: "disabled",
      safety_identifier: safetyIdentifier,
    },
    { signal },
  );
}

/** A client of its own for work outside the straight line: lib/chat/openai-account.ts. */
export function connect(): OpenAI {
  const { OPENAI_API_KEY, OPENAI_ADMIN_KEY, OPENAI_BASE_URL } = env();
  return new DeclaredClient({
    // null keeps the SDK from reading a variable of its own. OPENAI_PROJECT_ID is declared for the bill alone: a key has
    // a project already, and a header that names another one makes every call fail.
    apiKey: OPENAI_API_KEY ?? null,
    adminAPIKey: OPENAI_ADMIN_KEY ?? null,
    baseURL: OPENAI_BASE_URL ?? null,
    organization: null,
    project: null,
    webhookSecret: null,
    // A retry is a second bill for one hold.
    maxRetries: 0,
    // So is a redirect that is followed. ("error" would say it better, and Workers do not know it.)
    fetchOptions: { redirect: "manual" },
    // lib/chat/reply-deadline.ts cuts earlier, and says why.
    timeout: (safeguards().limits.replySeconds + 1) * 1000,
    logLevel: "off",
  });
}

/** The SDK adds the lines of OPENAI_CUSTOM_HEADERS to every call, the key's header included, and no option turns it off. */
class DeclaredClient extends OpenAI {
  constructor(options: ClientOptions) {
    super(options);
    // oxlint-disable-next-line eslint/no-underscore-dangle -- the SDK's own protected name
    this._options.defaultHeaders = options.defaultHeaders;
  }
}
