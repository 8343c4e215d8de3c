/** What a model gives to a tool, checked: it is made of what anybody wrote, so nothing of it is believed. */
import "server-only";

import type { z } from "zod";

import type { Tool } from "./tools/tool.ts";

/** In the sentence that the model is told about them. */
export const MOST_ERROR_CHARACTERS = 300;

/** `sent`: what the provider reads again; some servers parse it, so it is an object whatever came. `shown`: what the page is told. */
type Given = { sent: string; shown: unknown } & ({ value: Record<string, unknown> } | { errorText: string });

export function argumentsFor({ input }: Tool, text: string): Given {
  const shown = parsed(text);
  if (typeof shown !== "object" || shown === null || Array.isArray(shown))
    return { sent: "{}", shown: text.toWellFormed(), errorText: "The arguments are no object of JSON." };
  const sent = text.toWellFormed();
  const { data, error } = input.safeParse(withoutNulls(shown));
  return data ? { sent, shown, value: data } : { sent, shown, errorText: misfit(error) };
}

/** Many models write null for what they leave out. */
function withoutNulls(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function misfit({ issues }: z.ZodError): string {
  const reasons = issues.map(({ path, message }) => [...path, message].join(": "));
  return `The arguments do not fit: ${reasons.join("; ")}`.slice(0, MOST_ERROR_CHARACTERS).toWellFormed();
}
