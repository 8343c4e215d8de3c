/** What a call to the provider carries besides its body: only what lib/env.ts declares. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { chatInput } from "../../support/chat/chat-input.ts";
import { safeguardsJson } from "../../support/config.ts";
import { freshEnvironment } from "../../support/fresh.ts";
import { type Call, type Provider, startProvider } from "../../support/provider/provider.ts";
import { CANARY } from "../../support/words.ts";

let provider: Provider;
beforeAll(async () => void (provider = await startProvider()));
afterAll(() => provider.stop());

const input = { ...chatInput(), isLastStep: true };

async function call(variables: Record<string, string> = {}, asked = input): Promise<Call | undefined> {
  freshEnvironment({ OPENAI_BASE_URL: provider.url, ...variables });
  const { openReply } = await import("../../../lib/chat/provider/openai.ts");
  for await (const part of await openReply(asked, "hash-1", new AbortController().signal)) void part;
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

describe("Chat Completions", () => {
  const minimal = {
    stream: true,
    stream_options: { include_usage: true },
    model: input.model,
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hello?" },
    ],
    n: 1,
  };
  const configured = (providers: object = {}) => safeguardsJson({ instructions: "Be brief.", providers });

  it("is asked for the least that bounds an answer, and for nothing that a server may not know", async () => {
    const asked = await call({ OPENAI_API: "chat", SAFEGUARDS_JSON: configured() });
    expect(asked?.path).toBe("/v1/chat/completions");
    expect(asked?.body).toEqual({ ...minimal, max_completion_tokens: 64 });
  });

  it("takes the name of the bound, and whether OpenAI's own fields are known, from the configuration", async () => {
    const openai = { outputLimitField: "max_tokens", openaiFields: true };
    const asked = await call({ OPENAI_API: "chat", SAFEGUARDS_JSON: configured({ openai }) });
    const own = { store: false, service_tier: "default", safety_identifier: "hash-1" };
    expect(asked?.body).toEqual({ ...minimal, max_tokens: 64, ...own });
  });

  it("sends no instructions where there are none", async () => {
    const asked = await call({ OPENAI_API: "chat", SAFEGUARDS_JSON: safeguardsJson({ instructions: "" }) });
    expect(asked?.body["messages"]).toEqual(input.turns);
  });

  it.each([
    ["https://api.openai.com/v1", true],
    ["https://eu.api.openai.com/v1", true],
    ["https://openai.com.example/v1", false],
    ["https://example.openai.azure.com/openai/v1", false],
  ])("takes %s for OpenAI: %s", async (OPENAI_BASE_URL, isOpenai) => {
    freshEnvironment({ OPENAI_BASE_URL });
    const { providerNamed } = await import("../../../lib/providers.ts");
    expect(providerNamed("openai").openaiFields).toBe(isOpenai);
  });
});

describe("a further provider", () => {
  const models = { "gpt-6-luna": { provider: "other" } };
  const SAFEGUARDS_JSON = safeguardsJson({ models, providers: { other: { api: "chat" } } });

  it("is called at its own address with its own key, and the built-in one is not", async () => {
    const further = await startProvider();
    const own = { PROVIDER_OTHER_API_KEY: "local-other-key", PROVIDER_OTHER_BASE_URL: further.url };
    const before = provider.calls.length;
    await call({ SAFEGUARDS_JSON, ...own });
    expect(further.calls.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ["/v1/chat/completions", "Bearer local-other-key"],
    ]);
    expect(provider.calls).toHaveLength(before);
    await further.stop();
  });

  it.each([
    ["no key", { PROVIDER_OTHER_BASE_URL: "http://127.0.0.1:9/v1" }],
    ["no address, so that its key goes nowhere", { PROVIDER_OTHER_API_KEY: "local-other-key" }],
  ])("is not called when it has %s", async (_, variables) => {
    await expect(call({ SAFEGUARDS_JSON, ...variables })).rejects.toMatchObject({ name: "NotSent" });
  });
});
