/** What a tool was given and what it gave, as the texts that are sent to a provider. */
import "server-only";

import { Refusal } from "../errors.ts";

/** What the model reads when a call gave nothing. */
export function failedOutput(error: string): string {
  return JSON.stringify({ error });
}

/** @returns JSON, but a text as it is @throws Refusal `invalid_request` for a value that is nested too deep for JSON */
export function outputText(output: unknown): string {
  return typeof output === "string" ? output.toWellFormed() : jsonOf(output ?? null);
}

/** Some servers read it as JSON, so it is an object whatever was sent. */
export function inputText(input: unknown): string {
  const isObject = typeof input === "object" && input !== null && !Array.isArray(input);
  return isObject ? jsonOf(input) : "{}";
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new Refusal("invalid_request", { cause });
  }
}
