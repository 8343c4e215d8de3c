/** The servers that models are called at, and how each wants to be spoken to. No key: lib/chat/provider/openai.ts has them. */
import { BUILT_IN_PROVIDER } from "./config-checks.ts";
import type { ModelConfig, ProviderConfig, SafeguardsConfig } from "./config-schema.ts";
import { env } from "./env.ts";
import { safeguards } from "./safeguards.ts";

export type Provider = {
  name: string;
  api: "responses" | "chat";
  /** What is not said is left out. */
  outputLimitField: "max_completion_tokens" | "max_tokens";
  openaiFields: boolean;
  replySeconds: number;
  stallSeconds: number;
};

/** Those that models are called at, and every other of `providers`. */
export function providerNamesIn({ models, providers }: Pick<SafeguardsConfig, "models" | "providers">): string[] {
  const further = Object.keys(providers).filter((name) => name !== BUILT_IN_PROVIDER);
  return [...new Set([...Object.values(models).map(providerNameOf), ...further])];
}

export function providerNameOf({ provider }: Pick<ModelConfig, "provider">): string {
  return provider ?? BUILT_IN_PROVIDER;
}

/** @param model a key of `models` */
export function providerOf(model: string): Provider {
  return providerNamed(providerNameOf(safeguards().models[model] ?? {}));
}

/** @param name the built-in one's, or a key of `providers` */
export function providerNamed(name: string): Provider {
  const { limits, providers: named } = safeguards();
  const own: ProviderConfig = named[name] ?? {};
  return {
    name,
    api: apiOf(name, own),
    outputLimitField: own.outputLimitField ?? "max_completion_tokens",
    openaiFields: own.openaiFields ?? isAtOpenai(name),
    replySeconds: own.replySeconds ?? limits.replySeconds,
    stallSeconds: own.stallSeconds ?? limits.stallSeconds,
  };
}

function apiOf(name: string, { api = "responses" }: ProviderConfig): Provider["api"] {
  return (name === BUILT_IN_PROVIDER && env().OPENAI_API) || api;
}

/** Of a provider with an address of its own; OpenAI's where there is none. */
function isAtOpenai(name: string): boolean {
  const address = name === BUILT_IN_PROVIDER ? env().OPENAI_BASE_URL : env().providers[name]?.baseUrl;
  return address === undefined || /(^|\.)openai\.com$/.test(URL.parse(address)?.hostname ?? "");
}
