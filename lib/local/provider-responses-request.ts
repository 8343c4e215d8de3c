/** What the stand-in understands of a request of the Responses API. */
import "server-only";

import { z } from "zod";

import {
  parse,
  type ProviderRequest,
  requirePairs,
  roles,
  toolChoiceSchema,
  toolSchema,
  type Turn,
} from "./provider-request.ts";

const part = z.looseObject({ text: z.string().default(""), image_url: z.string().nullish() });
const message = z.looseObject({
  type: z.literal("message").optional(),
  role: roles,
  content: z.union([z.string(), z.array(part)]),
});
const call = z.looseObject({
  type: z.literal("function_call"),
  call_id: z.string().min(1),
  name: z.string(),
  arguments: z.string(),
});
const output = z.looseObject({
  type: z.literal("function_call_output"),
  call_id: z.string().min(1),
  output: z.string(),
});
/** What a reasoning model has thought is handed back, and means nothing to the stand-in. */
const reasoning = z.looseObject({ type: z.literal("reasoning") });
type Item = z.infer<typeof message> | z.infer<typeof call> | z.infer<typeof output> | z.infer<typeof reasoning>;

const requestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(z.union([call, output, reasoning, message]))]),
  instructions: z.string().nullish(),
  max_output_tokens: z.int().min(16).nullish(),
  tools: z.array(toolSchema.extend({ type: z.literal("function") })).nullish(),
  tool_choice: toolChoiceSchema,
  stream: z.boolean().nullish(),
});

/** @throws Error whose message says what is wrong, in one line */
export function parseResponsesRequest(body: string): ProviderRequest {
  const { model, input, instructions, max_output_tokens, tools, tool_choice, stream } = parse(requestSchema, body);
  return {
    model,
    instructions: instructions ?? null,
    turns: typeof input === "string" ? [{ role: "user", text: input }] : requirePairs(input.flatMap(turnsOf)),
    tools: tools ?? [],
    mayCall: tool_choice !== "none",
    maxOutputTokens: max_output_tokens ?? null,
    stream: stream === true,
    includeUsage: true,
  };
}

function turnsOf(item: Item): Turn[] {
  switch (item.type) {
    case "reasoning":
      return [];
    case "function_call":
      return [{ role: "call", callId: item.call_id, name: item.name, text: item.arguments }];
    case "function_call_output":
      return [{ role: "output", callId: item.call_id, text: item.output }];
    default:
      return [messageOf(item)];
  }
}

function messageOf({ role, content }: z.infer<typeof message>): Turn {
  if (typeof content === "string") return { role, text: content };
  const pictures = content.flatMap(({ image_url }) => (image_url ? [image_url] : []));
  return { role, text: content.map(({ text }) => text).join(""), pictures };
}
