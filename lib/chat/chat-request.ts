/** From an unknown body to a conversation that this user may have: the border at which everything becomes typed. */
import "server-only";

import { z } from "zod";

import type { ChatUser } from "../auth/require-user.ts";
import { Refusal } from "../errors.ts";
import { readJson } from "../http/read-json.ts";
import { defaultModelOf, planNamed, safeguards } from "../safeguards.ts";
import { type ChatInput, textsOf, type Turn } from "./chat-input.ts";
import { requireHarmless } from "./moderation.ts";
import { newestTurns } from "./newest-turns.ts";

/** What AI SDK 7's DefaultChatTransport sends, text only, and the model. Nothing else: no tool, no file, no paid knob. */
const textPart = z.strictObject({
  type: z.literal("text"),
  text: z.string(),
  state: z.enum(["streaming", "done"]).optional(),
});
/** A page may keep notes on a message, and the AI SDK sends them along. They end here. */
const noted = { id: z.string().max(128), metadata: z.unknown().optional() };
const question = z.strictObject({ ...noted, role: z.literal("user"), parts: z.array(textPart).max(64) });
const answerPart = z.discriminatedUnion("type", [
  textPart.extend({ providerMetadata: z.unknown().optional() }),
  z.strictObject({ type: z.literal("step-start") }),
]);
const answer = z.strictObject({ ...noted, role: z.literal("assistant"), parts: z.array(answerPart).max(64) });
const message = z.discriminatedUnion("role", [question, answer]);
const bodySchema = z.strictObject({
  id: z.string().max(128),
  messages: z.array(message).min(1),
  trigger: z.enum(["submit-message", "regenerate-message"]),
  messageId: z.string().max(128).nullish(),
  model: z.string().max(128).optional(),
});

/** @throws Refusal `invalid_request`, `model_not_allowed`, `body_timeout`, `body_too_large`, and those of moderation.ts */
export async function parseChatRequest(request: Request, user: ChatUser): Promise<ChatInput> {
  const { instructions } = safeguards();
  const plan = planNamed(user.plan);
  const body = await readJson(request, bodySchema);
  const model = allowedModel(body.model, plan.models);
  const { turns, leftOut } = newestTurns(conversation(body.messages), plan, model);
  const contents = turns.flatMap(textsOf);
  await requireHarmless(contents, request.signal);
  const requestId = request.headers.get("x-request-id") ?? crypto.randomUUID();
  const texts = [instructions, ...contents];
  return { requestId, model, turns, leftOut, texts, maxOutputTokens: plan.maxOutputTokens };
}

/** Absent means the plan's default. Unknown or disallowed is refused, never replaced. */
function allowedModel(asked: string | undefined, allowed: string[]): string {
  const model = asked ?? defaultModelOf(allowed);
  if (model === undefined || !allowed.includes(model)) throw new Refusal("model_not_allowed");
  return model;
}

/** Well-formed text, and no empty turn: a reply that was cut before its first word leaves one in the browser's history. */
function conversation(messages: z.infer<typeof message>[]): Turn[] {
  const turns = messages.map(({ role, parts }) => ({ role, content: textOf(parts) }));
  const last = turns.at(-1);
  if (last?.role !== "user" || !last.content.trim())
    throw new Refusal("invalid_request", { detail: "The last message must be the user's, with text." });
  return turns.filter(({ content }) => content.trim());
}

/** Each part was a text of its own. */
function textOf(parts: z.infer<typeof answerPart>[]): string {
  const texts = parts.flatMap((part) => (part.type === "text" && part.text !== "" ? [part.text] : []));
  return texts.join("\n\n").toWellFormed();
}
