/** The variables of the providers beside the built-in one, PROVIDER_<NAME>_API_KEY and PROVIDER_<NAME>_BASE_URL, by name. */
import { z } from "zod";

import { headerText } from "./header-text.ts";

export type ProviderVariables = { apiKey?: string | undefined; baseUrl?: string | undefined };

const VARIABLE = /^PROVIDER_([A-Z][A-Z0-9_]*)_(API_KEY|BASE_URL)$/;

export function isProviderVariable(name: string): boolean {
  return VARIABLE.test(name);
}

/** What the variables of a provider are called. @param name a key of `providers` */
export function variablesOf(name: string): { apiKey: string; baseUrl: string } {
  const prefix = `PROVIDER_${name.toUpperCase()}`;
  return { apiKey: `${prefix}_API_KEY`, baseUrl: `${prefix}_BASE_URL` };
}

const valuesSchema = z.record(z.string(), z.string().optional());

/** Checks those that are there. Its input is the whole environment. */
export const providerVariables = valuesSchema.transform((source, context) => {
  const providers = new Map<string, ProviderVariables>();
  for (const [variable, value] of Object.entries(source)) {
    const [, name = "", kind] = VARIABLE.exec(variable) ?? [];
    if (!name) continue;
    const parsed = (kind === "API_KEY" ? headerText : z.url({ protocol: /^https?$/ })).safeParse(value);
    for (const { message } of parsed.error?.issues ?? [])
      context.addIssue({ code: "custom", message, path: [variable] });
    const own = providers.get(name.toLowerCase()) ?? {};
    providers.set(name.toLowerCase(), { ...own, [kind === "API_KEY" ? "apiKey" : "baseUrl"]: parsed.data });
  }
  return Object.fromEntries(providers);
});
