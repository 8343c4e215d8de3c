/** What the stand-in understands of a request of Chat Completions. */
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

const part = z.looseObject({ text: z.string().default(""), image_url: z.looseObject({ url: z.string() }).optional() });
const content = z.union([z.string(), z.array(part)]);
const call = z.looseObject({
  id: z.string().min(1),
  type: z.literal("function"),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});
const output = z.looseObject({ role: z.literal("tool"), tool_call_id: z.string().min(1), content });
const message = z
  .looseObject({ role: roles, content: content.nullish(), tool_calls: z.array(call).min(1).optional() })
  .refine((one) => typeof one.content === "string" || Array.isArray(one.content) || one.tool_calls, {
    message: "content: expected text or parts",
  });

const requestSchema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(z.union([output, message])).min(1),
  max_completion_tokens: z.int().min(1).nullish(),
  max_tokens: z.int().min(1).nullish(),
  n: z.literal(1).nullish(),
  tools: z.array(z.looseObject({ type: z.literal("function"), function: toolSchema })).nullish(),
  tool_choice: toolChoiceSchema,
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
});

/** @throws Error whose message says what is wrong, in one line */
export function parseCompletionsRequest(body: string): ProviderRequest {
  const { model, messages, tools, tool_choice, stream, stream_options, ...bounds } = parse(requestSchema, body);
  return {
    model,
    instructions: null,
    turns: requirePairs(messages.flatMap(turnsOf)),
    tools: (tools ?? []).map((tool) => tool.function),
    mayCall: tool_choice !== "none",
    maxOutputTokens: bounds.max_completion_tokens ?? bounds.max_tokens ?? null,
    stream: stream === true,
    includeUsage: stream_options?.include_usage === true,
  };
}

function turnsOf(one: z.infer<typeof output> | z.infer<typeof message>): Turn[] {
  const said = one.content ?? "";
  const text = typeof said === "string" ? said : said.map((each) => each.text).join("");
  if (one.role === "tool") return [{ role: "output", callId: one.tool_call_id, text }];
  const pictures = typeof said === "string" ? [] : said.flatMap(({ image_url }) => (image_url ? [image_url.url] : []));
  const calls = (one.tool_calls ?? []).map(({ id, function: { name, arguments: text } }): Turn => ({
    role: "call",
    callId: id,
    name,
    text,
  }));
  const spoken: Turn[] = text || calls.length === 0 ? [{ role: one.role, text, pictures }] : [];
  return [...spoken, ...calls];
}
