/** What the stand-in provider understands of a request, whatever the protocol. */
import "server-only";

import { z } from "zod";

/** What the model asks for: `text` is JSON. */
export type Call = { callId: string; name: string; text: string };
export type Turn =
  | { role: "user" | "assistant" | "system" | "developer"; text: string; pictures?: string[] }
  | ({ role: "call" } & Call)
  | { role: "output"; callId: string; text: string };
export type Tool = { name: string; description?: string | null | undefined; parameters?: unknown };
/** The last question, as the answers see it; `turn` counts the visitor's messages from 1. */
export type Ask = { text: string; turn: number };
export type ProviderRequest = {
  model: string;
  instructions: string | null;
  turns: Turn[];
  tools: Tool[];
  /** Whether an offered tool may be called. */
  mayCall: boolean;
  maxOutputTokens: number | null;
  stream: boolean;
  /** Chat Completions: a stream tells its usage when it is asked to. */
  includeUsage: boolean;
};

export const toolSchema = z.looseObject({
  name: z.string().regex(/^[\w-]{1,64}$/),
  description: z.string().nullish(),
  parameters: z.unknown(),
});
/** A call of one tool by its name is not understood. */
export const toolChoiceSchema = z.enum(["auto", "none", "required"]).nullish();
export const roles = z.enum(["user", "assistant", "system", "developer"]);

/** Like the real endpoint, it takes one picture a call. */
const onePicture = z.tuple([
  z.looseObject({ type: z.literal("image_url"), image_url: z.looseObject({ url: z.string() }) }),
]);
const moderationSchema = z.looseObject({ input: z.union([z.string(), z.array(z.string()), onePicture]) });

/**
 * @returns the texts, and nothing for a picture
 * @throws Error whose message says what is wrong, in one line
 */
export function parseModerationRequest(body: string): string[] {
  return [parse(moderationSchema, body).input].flat().map((input) => (typeof input === "string" ? input : ""));
}

/** @throws Error whose message says what is wrong, in one line */
export function parse<T>(schema: z.ZodType<T>, body: string): T {
  const parsed = schema.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ path, message: why }) => `${path.join(".")}: ${why}`).join("; "));
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new Error("The body is not valid JSON", { cause });
  }
}

/** As the real one: each call has an output behind it, and each output a call before it. @throws Error that names the first without */
export function requirePairs(turns: Turn[]): Turn[] {
  const open = new Set<string>();
  for (const turn of turns) {
    if (turn.role === "call") open.add(turn.callId);
    if (turn.role === "output" && !open.delete(turn.callId))
      throw new Error(`No tool call found for function call output with call_id ${turn.callId}.`);
  }
  for (const callId of open) throw new Error(`No tool output found for function call ${callId}.`);
  return turns;
}
