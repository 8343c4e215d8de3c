/** The providers: the one file that imports their SDK and knows their keys. lib/chat/provider/provider-requests.ts has what is asked. */
import "server-only";

import OpenAI, { APIError, type ClientOptions } from "openai";

import { BUILT_IN_PROVIDER } from "../../config-checks.ts";
import { env } from "../../env.ts";
import type { ProviderVariables } from "../../provider-variables.ts";
import { type Provider, providerNamed, providerOf } from "../../providers.ts";
import type { StepInput } from "../chat-input.ts";
import { completions } from "./completions-events.ts";
import { NotSent } from "./provider-failure.ts";
import { completionsRequest, responsesRequest } from "./provider-requests.ts";
import { type ReplyPart, replyParts } from "./reply-parts.ts";
import { responses } from "./responses-events.ts";

type ResponsesRequest = OpenAI.Responses.ResponseCreateParamsStreaming;

const clients = new Map<string, OpenAI>();

/**
 * Opens a reply. The promise settles once the provider has accepted or refused the call.
 * @throws the SDK's own errors, here and from the iteration; lib/chat/provider/provider-failure.ts reads them
 */
export async function openReply(
  input: StepInput,
  safetyIdentifier: string,
  signal: AbortSignal,
): Promise<AsyncIterable<ReplyPart>> {
  try {
    const provider = providerOf(input.model);
    // The SDK hands on events one by one, through three generators; a reply has hundreds.
    const response = await call(provider, { input, safetyIdentifier, signal }).asResponse();
    return replyParts(response, provider.api === "chat" ? completions : responses);
  } catch (error) {
    // The SDK wraps what happens once a request is on its way; anything else came before.
    throw error instanceof APIError ? error : new NotSent("No request could be made", { cause: error });
  }
}

type Asked = { input: StepInput; safetyIdentifier: string; signal: AbortSignal };

function call(provider: Provider, { input, safetyIdentifier, signal }: Asked) {
  const client = clientOf(provider.name);
  return provider.api === "chat"
    ? client.chat.completions.create(completionsRequest(input, safetyIdentifier, provider), { signal })
    : client.responses.create(withoutIds(responsesRequest(input, safetyIdentifier)), { signal });
}

/** Its type wants the ids of reasoning items; a provider that keeps nothing knows none, and refuses them. */
function withoutIds(request: ReturnType<typeof responsesRequest>): ResponsesRequest {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all but the ids is checked
  return request satisfies Omit<ResponsesRequest, "input"> as ResponsesRequest;
}

/** For what belongs to a reply: its connections are kept for the next. @throws Error when the provider has no key */
export function clientOf(name: string): OpenAI {
  const client = clients.get(name) ?? connect(name);
  clients.set(name, client);
  return client;
}

/** A client of its own for work outside the straight line: lib/chat/provider/openai-account.ts. */
export function connect(name = BUILT_IN_PROVIDER): OpenAI {
  const { OPENAI_ADMIN_KEY } = env();
  const { apiKey, baseUrl } = credentialsOf(name);
  return new DeclaredClient({
    // null keeps the SDK from reading a variable of its own. OPENAI_PROJECT_ID is declared for the bill alone: a key has
    // a project already, and a header that names another one makes every call fail.
    apiKey: apiKey ?? null,
    adminAPIKey: name === BUILT_IN_PROVIDER ? (OPENAI_ADMIN_KEY ?? null) : null,
    baseURL: baseUrl ?? null,
    organization: null,
    project: null,
    webhookSecret: null,
    // A retry is a second bill for one hold.
    maxRetries: 0,
    // So is a redirect that is followed. ("error" would say it better, and Workers do not know it.)
    fetchOptions: { redirect: "manual" },
    // lib/chat/reply-deadline.ts cuts earlier, and says why.
    timeout: (providerNamed(name).replySeconds + 1) * 1000,
    logLevel: "off",
  });
}

/** A key goes to no other address than its own: without one, a further provider is not called. */
function credentialsOf(name: string): ProviderVariables {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, providers } = env();
  if (name === BUILT_IN_PROVIDER) return { apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL };
  const own = providers[name];
  if (!own?.apiKey || !own.baseUrl) throw new Error("The provider has no key or no address");
  return own;
}

/** The SDK adds the lines of OPENAI_CUSTOM_HEADERS to every call, the key's header included, and no option turns it off. */
class DeclaredClient extends OpenAI {
  constructor(options: ClientOptions) {
    super(options);
    // oxlint-disable-next-line eslint/no-underscore-dangle -- the SDK's own protected name
    this._options.defaultHeaders = options.defaultHeaders;
  }
}
