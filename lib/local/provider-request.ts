/** What the stand-in provider understands of a request, in either protocol. */
import "server-only";

import { z } from "zod";

const part = z.looseObject({ text: z.string().default("") });
const message = z.looseObject({
  role: z.enum(["user", "assistant", "system", "developer"]),
  content: z.union([z.string(), z.array(part)]),
});
type Message = z.infer<typeof message>;

const responsesSchema = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(message)]),
  instructions: z.string().nullish(),
  max_output_tokens: z.int().min(16).nullish(),
  stream: z.boolean().nullish(),
});

const completionsSchema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  max_completion_tokens: z.int().min(1).nullish(),
  max_tokens: z.int().min(1).nullish(),
  n: z.literal(1).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
});

const moderationSchema = z.looseObject({ input: z.union([z.string(), z.array(z.string())]) });

export type Turn = { role: "user" | "assistant" | "system" | "developer"; text: string };
/** The last question, as the answers see it; `turn` counts the visitor's messages from 1. */
export type Ask = { text: string; turn: number };
export type ProviderRequest = {
  model: string;
  instructions: string | null;
  turns: Turn[];
  maxOutputTokens: number | null;
  stream: boolean;
  /** Chat Completions: a stream tells its usage when it is asked to. */
  includeUsage: boolean;
};

/** @throws Error whose message says what is wrong, in one line */
export function parseResponsesRequest(body: string): ProviderRequest {
  const { model, input, instructions, max_output_tokens, stream } = parse(responsesSchema, body);
  return {
    model,
    instructions: instructions ?? null,
    turns: typeof input === "string" ? [{ role: "user", text: input }] : input.map(turnOf),
    maxOutputTokens: max_output_tokens ?? null,
    stream: stream === true,
    includeUsage: true,
  };
}

/** @throws Error whose message says what is wrong, in one line */
export function parseCompletionsRequest(body: string): ProviderRequest {
  const { model, messages, stream, stream_options, ...bounds } = parse(completionsSchema, body);
  return {
    model,
    instructions: null,
    turns: messages.map(turnOf),
    maxOutputTokens: bounds.max_completion_tokens ?? bounds.max_tokens ?? null,
    stream: stream === true,
    includeUsage: stream_options?.include_usage === true,
  };
}

/** @throws Error whose message says what is wrong, in one line */
export function parseModerationRequest(body: string): string[] {
  return [parse(moderationSchema, body).input].flat();
}

function parse<T>(schema: z.ZodType<T>, body: string): T {
  const parsed = schema.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ path, message: why }) => `${path.join(".")}: ${why}`).join("; "));
}

function turnOf({ role, content }: Message): Turn {
  return { role, text: typeof content === "string" ? content : content.map(({ text }) => text).join("") };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new Error("The body is not valid JSON", { cause });
  }
}
