/** What the stand-in provider understands of a request to the Responses API. */
import "server-only";

import { z } from "zod";

const part = z.looseObject({ text: z.string().default("") });
const message = z.looseObject({
  role: z.enum(["user", "assistant", "system", "developer"]),
  content: z.union([z.string(), z.array(part)]),
});

const requestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(message)]),
  instructions: z.string().nullish(),
  max_output_tokens: z.int().min(16).nullish(),
  stream: z.boolean().nullish(),
});

export type Turn = { role: "user" | "assistant" | "system" | "developer"; text: string };
/** The last question, as the answers see it; `turn` counts the visitor's messages from 1. */
export type Ask = { text: string; turn: number };
export type ProviderRequest = {
  model: string;
  instructions: string | null;
  turns: Turn[];
  maxOutputTokens: number | null;
  stream: boolean;
};

/** @throws Error whose message says what is wrong, in one line */
export function parseProviderRequest(body: string): ProviderRequest {
  const parsed = requestSchema.safeParse(parseJson(body));
  if (!parsed.success)
    throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
  const { model, input, instructions, max_output_tokens, stream } = parsed.data;
  return {
    model,
    instructions: instructions ?? null,
    turns: toTurns(input),
    maxOutputTokens: max_output_tokens ?? null,
    stream: stream === true,
  };
}

function toTurns(input: string | z.infer<typeof message>[]): Turn[] {
  if (typeof input === "string") return [{ role: "user", text: input }];
  return input.map(({ role, content }) => ({
    role,
    text: typeof content === "string" ? content : content.map(({ text }) => text).join(""),
  }));
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new Error("The body is not valid JSON", { cause });
  }
}
