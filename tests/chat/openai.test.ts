/** What a call to the provider carries besides its body: only what lib/env.ts declares. */
import { afterAll, beforeAll, expect, it } from "vitest";

import type { ChatInput } from "../../lib/chat/chat-request.ts";
import { freshEnvironment } from "../support/fresh.ts";
import { type Call, type Provider, startProvider } from "../support/provider/provider.ts";
import { CANARY } from "../support/words.ts";

let provider: Provider;
beforeAll(async () => void (provider = await startProvider()));
afterAll(() => provider.stop());

const input: ChatInput = {
  requestId: "request-1",
  model: "gpt-6-luna",
  turns: [{ role: "user", content: "Hello?" }],
  texts: ["Hello?"],
  maxOutputTokens: 64,
};

async function call(variables: Record<string, string> = {}): Promise<Call | undefined> {
  freshEnvironment({ OPENAI_BASE_URL: provider.url, ...variables });
  const { openReply } = await import("../../lib/chat/openai.ts");
  for await (const part of await openReply(input, "hash-1", new AbortController().signal)) void part;
  return provider.calls.at(-1);
}

/** Every variable that the SDK's constructor reads by itself, with a value that would change the call. */
const READ_BY_THE_SDK = {
  OPENAI_ORG_ID: "org-of-another",
  OPENAI_PROJECT_ID: "proj_of_the_bill",
  OPENAI_WEBHOOK_SECRET: "of-no-use-here",
  OPENAI_LOG: "debug",
  OPENAI_CUSTOM_HEADERS: "Authorization: Bearer another-key\nX-Extra: 1\nOpenAI-Organization: org-of-another",
};

it("carries nothing that a variable of the SDK's own would add or change", async () => {
  const plain = await call();
  const changed = await call(READ_BY_THE_SDK);
  expect(changed?.headers).toEqual(plain?.headers);
  expect(changed?.raw).toBe(plain?.raw);
  expect(plain?.headers.authorization).toBe(`Bearer ${CANARY}`);
  expect(Object.keys(plain?.headers ?? {})).not.toContain("openai-project");
});
